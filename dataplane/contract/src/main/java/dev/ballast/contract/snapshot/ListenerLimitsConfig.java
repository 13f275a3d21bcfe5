package dev.ballast.contract.snapshot;

/**
 * How much of a listener's clients is taken; 0 = no limit.
 *
 * @param maxConnections that are open at once
 * @param maxConnectionsPerSecond that are taken, as many of them at one moment
 * @param maxConnectionMillis after which a connection ends
 */
public record ListenerLimitsConfig(int maxConnections, int maxConnectionsPerSecond, long maxConnectionMillis) {}
