package dev.ballast.proxy.transport;

/** Why a connection could not be made. */
public enum Unreachable {
    /** The address refused it, or there is no way there. */
    REFUSED,
    /** The time was up. */
    TIMEOUT,
    /** There it is, but no TLS was agreed on. */
    HANDSHAKE,
    /** Its certificate is not believed, or has another name. */
    CERTIFICATE,
    /** This process lacks a descriptor or a local port for it. */
    LOCAL
}
