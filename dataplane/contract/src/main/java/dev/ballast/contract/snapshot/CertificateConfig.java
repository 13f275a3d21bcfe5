package dev.ballast.contract.snapshot;

/**
 * A certificate and its key.
 *
 * @param name of the Secret it comes from; unique in the snapshot
 * @param chain PEM, the leaf first
 * @param key PEM, PKCS #8, PKCS #1 or SEC 1; prints as redacted
 */
public record CertificateConfig(String name, String chain, Sensitive key) {}
