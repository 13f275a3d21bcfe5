package dev.ballast.proxy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The documents of a manifest as trees, so that a part of one can be changed and everything else stays as it was written. One thread. */
final class Documents {
    private final List<JsonNode> documents;

    private Documents(List<JsonNode> documents) {
        this.documents = documents;
    }

    /** @param text that was read as a manifest before */
    static Documents read(String text) {
        try (MappingIterator<JsonNode> all = new YAMLMapper().readerFor(JsonNode.class).readValues(text)) {
            List<JsonNode> documents = new ArrayList<>();
            all.forEachRemaining(documents::add);
            return new Documents(documents);
        } catch (IOException impossible) {
            throw new IllegalStateException("It runs, so it is YAML.", impossible);
        }
    }

    /** The document of that LoadBalancer; null where it is none of these. */
    @Nullable JsonNode loadBalancer(String name) {
        return documents.stream()
                .filter(each -> each.path("kind").asText().equals("LoadBalancer"))
                .filter(each -> name.isEmpty() || each.path("metadata").path("name").asText().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Documents in JSON, which is YAML. */
    String text() {
        return documents.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n"));
    }

    /**
     * Adds an endpoint to the addresses of a backend.
     *
     * @return the backend's name
     * @throws IllegalArgumentException when there is no such backend, or it has no addresses of its own
     */
    String add(String loadBalancer, EndpointRequest wanted) {
        List<ObjectNode> backends = backends(loadBalancer);
        String name = wanted.backend();
        if (name == null && backends.size() != 1) {
            throw new IllegalArgumentException("backend: is missing: expected one of " + names(backends));
        }
        ObjectNode backend = name == null ? backends.getFirst() : backend(backends, name);
        ObjectNode endpoint = endpoints(backend).addObject();
        endpoint.put("address", wanted.address()).put("port", wanted.port()).put("weight", wanted.weight());
        return backend.path("name").asText();
    }

    /** @param id {@code shop/10.0.0.1:80} */
    void remove(String loadBalancer, String id) {
        ArrayNode endpoints = endpoints(backend(backends(loadBalancer), id.substring(0, id.indexOf('/'))));
        endpoints.remove(index(endpoints, id));
    }

    /** @param id {@code shop/10.0.0.1:80} */
    void weigh(String loadBalancer, String id, int weight) {
        ArrayNode endpoints = endpoints(backend(backends(loadBalancer), id.substring(0, id.indexOf('/'))));
        ((ObjectNode) endpoints.get(index(endpoints, id))).put("weight", weight);
    }

    private List<ObjectNode> backends(String loadBalancer) {
        JsonNode document = loadBalancer(loadBalancer);
        List<ObjectNode> backends = new ArrayList<>();
        if (document != null) {
            document.path("spec").path("backends").forEach(backend -> backends.add((ObjectNode) backend));
        }
        return backends;
    }

    private static ObjectNode backend(List<ObjectNode> backends, String name) {
        return backends.stream()
                .filter(backend -> backend.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("backend: there is no \"" + name + "\": expected one of " + names(backends)));
    }

    private static String names(List<ObjectNode> backends) {
        return backends.stream().map(backend -> backend.path("name").asText()).collect(Collectors.joining(", "));
    }

    private static ArrayNode endpoints(ObjectNode backend) {
        if (backend.path("endpoints") instanceof ArrayNode endpoints) {
            return endpoints;
        }
        throw new IllegalArgumentException("backend: \"" + backend.path("name").asText() + "\" has no addresses of its own: expected one with endpoints");
    }

    private static int index(ArrayNode endpoints, String id) {
        for (int i = 0; i < endpoints.size(); i++) {
            JsonNode endpoint = endpoints.get(i);
            EndpointRequest named = new EndpointRequest(null, endpoint.path("address").asText(), endpoint.path("port").asInt(), 1);
            if (id.endsWith("/" + named.id())) {
                return i;
            }
        }
        throw new IllegalArgumentException("\"" + id + "\" is not written in the document");
    }
}
