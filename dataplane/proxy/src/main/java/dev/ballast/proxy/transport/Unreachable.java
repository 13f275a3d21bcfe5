package dev.ballast.proxy.transport;

import dev.ballast.traffic.failure.Reason;

/** Why a connection could not be made. */
public enum Unreachable {
    /** The address refused it, or there is no way there. */
    REFUSED(Reason.ConnectFailure, "the connection was not made"),
    /** The time was up. */
    TIMEOUT(Reason.ConnectTimeout, "the connection was not made"),
    /** There it is, but no TLS was agreed on. */
    HANDSHAKE(Reason.EndpointHandshake, "no TLS could be agreed on"),
    /** No authority that is believed stands behind its certificate. */
    UNTRUSTED(Reason.EndpointCertificate, "no authority that is believed stands behind the certificate"),
    /** The time in which its certificate is valid is over, or is still to come. */
    EXPIRED(Reason.EndpointCertificate, "the certificate has expired, or is not valid yet"),
    /** Its certificate is believed, and is another's. */
    NAME(Reason.EndpointCertificate, "the certificate has another name"),
    /** This process lacks a descriptor or a local port for it. */
    LOCAL(Reason.LocalResources, "this process lacks a descriptor or a port");

    private final Reason reason;
    private final String words;

    Unreachable(Reason reason, String words) {
        this.reason = reason;
        this.words = words;
    }

    /** The same for a person. */
    public String words() {
        return words;
    }

    /** What that is called for everybody else. */
    public Reason reason() {
        return reason;
    }
}
