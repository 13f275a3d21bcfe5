package dev.ballast.proxy.transport;

/** Why a connection could not be made. */
public enum Unreachable {
    /** The address refused it, or there is no way there. */
    REFUSED,
    /** The time was up. */
    TIMEOUT,
    /** This process lacks a descriptor or a local port for it. */
    LOCAL
}
