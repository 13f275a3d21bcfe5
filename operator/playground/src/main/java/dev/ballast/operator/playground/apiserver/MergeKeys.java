package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lists are merged item by item, and what makes two items the same. Kubernetes says it in the schema of every kind; here a table by the
 * name of the field serves the kinds that are built in, and a CRD's schema the others.
 */
final class MergeKeys {
    private static final Map<String, List<String>> BUILT_IN = Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("conditions", List.of("type")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable")));
    private static final MergeKeys DEFAULT = new MergeKeys(BUILT_IN);

    private final Map<String, List<String>> keys;

    private MergeKeys(Map<String, List<String>> keys) {
        this.keys = keys;
    }

    static MergeKeys of(ResourceType type) {
        if (type.schema() == null) {
            return DEFAULT;
        }
        Map<String, List<String>> keys = new HashMap<>(Map.of("conditions", List.of("type"), "ownerReferences", List.of("uid")));
        collect(type.schema(), keys);
        return new MergeKeys(keys);
    }

    private static void collect(JsonNode schema, Map<String, List<String>> keys) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode list = property.getValue().path("x-kubernetes-list-map-keys");
            if (!list.isMissingNode()) {
                keys.put(property.getKey(), Json.stream(list).map(JsonNode::asText).toList());
            }
            collect(property.getValue(), keys);
        });
        if (schema.has("items")) {
            collect(schema.get("items"), keys);
        }
    }

    /** Empty for a list that is replaced whole. */
    List<String> of(String field, JsonNode items) {
        JsonNode first = items.path(0);
        if (field.equals("ports") && first.has("containerPort")) {
            return List.of("containerPort", "protocol");
        }
        if (field.equals("ports") && (first.has("targetPort") || first.has("nodePort"))) {
            return List.of("port", "protocol");
        }
        return first.isObject() ? keys.getOrDefault(field, List.of()) : List.of();
    }

    /** What identifies an item; a protocol that is not named is TCP. */
    static ObjectNode key(JsonNode item, List<String> names) {
        ObjectNode key = Json.object();
        for (String name : names) {
            JsonNode value = item.path(name);
            if (!value.isMissingNode()) {
                key.set(name, value);
            } else if (name.equals("protocol")) {
                key.put(name, "TCP");
            }
        }
        return key;
    }
}
