package dev.ballast.contract.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Names of a port whose listener cannot be served at the moment. They must not fall to another listener of the port, which may let in whom
 * that one would not: their clients are refused.
 *
 * @param port what clients use; some listener of the snapshot has it
 * @param hostname as {@link ListenerConfig#hostname()}
 */
public record WithheldConfig(int port, @Nullable String hostname) {}
