package dev.ballast.proxy.transport;

/** How much a connection is expected to carry at a time; decides how much is read at once. */
public enum Volume {
    /** Messages: 2 KiB at first, up to 64 KiB. */
    MESSAGES,
    /** A stream: 16 KiB at first, up to 256 KiB while the other side takes it. */
    STREAM
}
