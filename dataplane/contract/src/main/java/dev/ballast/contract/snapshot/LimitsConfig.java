package dev.ballast.contract.snapshot;

/**
 * How much comes in, all listeners together.
 *
 * @param maxConnections client connections of the process, from 1; no more than its open files allow in any case
 */
public record LimitsConfig(int maxConnections) {}
