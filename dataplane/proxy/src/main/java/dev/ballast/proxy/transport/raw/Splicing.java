package dev.ballast.proxy.transport.raw;

/** When bytes that nobody needs to see go from socket to socket inside the kernel. */
public enum Splicing {
    /** They are always read and written. */
    NEVER,
    /** While they come in large pieces: two calls more than reading and writing want many bytes to pay. */
    BULK,
    /** Also when they are few: for tests. */
    ALWAYS
}
