package dev.ballast.proxy.transport;

import dev.ballast.traffic.failure.Reason;

/** Why a connection could not be made. */
public enum Unreachable {
    /** The address refused it, or there is no way there. */
    REFUSED(Reason.ConnectFailure),
    /** The time was up. */
    TIMEOUT(Reason.ConnectTimeout),
    /** There it is, but no TLS was agreed on. */
    HANDSHAKE(Reason.EndpointHandshake),
    /** Its certificate is not believed, or has another name. */
    CERTIFICATE(Reason.EndpointCertificate),
    /** This process lacks a descriptor or a local port for it. */
    LOCAL(Reason.LocalResources);

    private final Reason reason;

    Unreachable(Reason reason) {
        this.reason = reason;
    }

    /** What that is called for everybody else. */
    public Reason reason() {
        return reason;
    }
}
