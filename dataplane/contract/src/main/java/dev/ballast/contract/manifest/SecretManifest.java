package dev.ballast.contract.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A Secret of a file. Its values never print.
 *
 * @param name {@code metadata.name}
 * @param type {@code Opaque} where the file gives none
 * @param data decoded, {@code stringData} over {@code data}; the arrays are not copied
 */
public record SecretManifest(String name, String type, Map<String, byte[]> data) {
    public SecretManifest {
        data = Map.copyOf(data);
    }

    /** An entry as text; empty when there is none. */
    public String text(String entry) {
        byte[] value = data.get(entry);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "SecretManifest[name=" + name + ", type=" + type + ", data=redacted]";
    }
}
