package dev.ballast.contract.manifest;

import java.util.Map;

/**
 * A ConfigMap of a file.
 *
 * @param name {@code metadata.name}
 * @param data its texts
 */
public record ConfigMapManifest(String name, Map<String, String> data) {
    public ConfigMapManifest {
        data = Map.copyOf(data);
    }
}
