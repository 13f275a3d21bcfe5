package dev.ballast.contract.wire;

/**
 * What a snapshot is, in two layers. Each is {@code sha256:} and 64 hexadecimal digits over canonical bytes.
 *
 * @param configuration everything but the endpoints
 * @param endpoints the endpoints of every backend
 */
public record Digests(String configuration, String endpoints) {
    /** Both, the configuration's first, with a blank between them. */
    public String text() {
        return configuration + " " + endpoints;
    }
}
