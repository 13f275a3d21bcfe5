package dev.ballast.contract.snapshot;

/**
 * Whom to believe.
 *
 * @param name of what it comes from, such as {@code ConfigMap/clients-ca}; unique in the snapshot
 * @param certificates of the authorities, PEM
 */
public record AuthorityConfig(String name, String certificates) {}
