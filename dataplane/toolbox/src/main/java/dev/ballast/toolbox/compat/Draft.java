package dev.ballast.toolbox.compat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.ballast.contract.manifest.ManifestReader;

/** A LoadBalancer that is being written, with one backend that everything goes to. */
final class Draft {
    /** The backend's name. */
    static final String BACKEND = "backends";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final ObjectNode spec;
    private final ObjectNode backend;

    Draft(String name) {
        document.put("apiVersion", ManifestReader.API_VERSION).put("kind", "LoadBalancer").putObject("metadata").put("name", name);
        spec = document.putObject("spec");
        spec.putArray("listeners");
        backend = spec.putArray("backends").addObject().put("name", BACKEND);
        backend.putArray("endpoints");
    }

    /** @param protocol TCP, HTTP or HTTPS */
    ObjectNode listener(int port, String protocol) {
        ObjectNode listener = ((ArrayNode) spec.get("listeners")).addObject();
        return listener.put("name", "port-" + port).put("port", port).put("protocol", protocol).put("backend", BACKEND);
    }

    ObjectNode endpoint(String address, int port) {
        return ((ArrayNode) backend.get("endpoints")).addObject().put("address", address).put("port", port);
    }

    /** How many there are so far. */
    int listeners() {
        return spec.get("listeners").size();
    }

    /** How many there are so far. */
    int endpoints() {
        return backend.get("endpoints").size();
    }

    ObjectNode spec() {
        return spec;
    }

    /** A section of {@code spec.trafficPolicy}. */
    ObjectNode policy(String section) {
        return spec.withObject("/trafficPolicy/" + section);
    }

    void algorithm(String type) {
        policy("algorithm").put("type", type);
    }

    /** Active health checks. */
    ObjectNode probes(String type) {
        return policy("healthCheck").withObject("/active").put("type", type);
    }

    /** Takes a section away again, and those around it that are empty then: {@code spec.rateLimits}. */
    void without(String path) {
        remove(spec, path.substring("spec.".length()).split("\\."), 0);
    }

    private static void remove(ObjectNode parent, String[] names, int depth) {
        String name = names[depth];
        if (depth == names.length - 1) {
            parent.remove(name);
        } else if (parent.get(name) instanceof ObjectNode child) {
            remove(child, names, depth + 1);
            if (child.isEmpty()) {
                parent.remove(name);
            }
        }
    }

    String yaml() {
        try {
            return YAML.writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Trees of plain values can be written.", impossible);
        }
    }
}
