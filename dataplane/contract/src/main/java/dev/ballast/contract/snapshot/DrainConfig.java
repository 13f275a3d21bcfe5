package dev.ballast.contract.snapshot;

/**
 * How the process goes down.
 *
 * @param minDurationMillis how long new connections are still accepted after it is told to go
 * @param timeoutMillis after this, counted from the beginning, what is still open is cut
 */
public record DrainConfig(long minDurationMillis, long timeoutMillis) {}
