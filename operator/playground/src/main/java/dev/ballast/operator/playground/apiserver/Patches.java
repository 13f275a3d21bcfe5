package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.Map;

/** The patches that change an object without owning fields. None changes its arguments. */
final class Patches {
    private final MergeKeys keys;

    Patches(MergeKeys keys) {
        this.keys = keys;
    }

    /** RFC 6902. */
    static ObjectNode json(JsonNode patch, ObjectNode object) {
        try {
            return (ObjectNode) JsonPatch.apply(patch, object.deepCopy());
        } catch (RuntimeException e) {
            throw Refusal.badRequest("the JSON patch does not fit: " + e.getMessage());
        }
    }

    /** RFC 7386. */
    static ObjectNode merge(JsonNode patch, ObjectNode object) {
        ObjectNode result = object.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isNull()) {
                result.remove(name);
            } else if (value.isObject()) {
                result.set(name, merge(value, result.get(name) instanceof ObjectNode child ? child : Json.object()));
            } else {
                result.set(name, value.deepCopy());
            }
        }
        return result;
    }

    /** Kubernetes' own: as a merge patch, but lists with merge keys are merged item by item; {@code $patch: delete} removes an item. */
    ObjectNode strategic(JsonNode patch, ObjectNode object) {
        ObjectNode result = object.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.startsWith("$")) {
                continue;
            }
            switch (value) {
                case JsonNode none when none.isNull() -> result.remove(name);
                case ObjectNode child when child.path("$patch").asText().equals("replace") ->
                    result.set(name, child.deepCopy().without("$patch"));
                case ObjectNode child ->
                    result.set(name, strategic(child, result.get(name) instanceof ObjectNode old ? old : Json.object()));
                case ArrayNode items -> result.set(name, items(name, items, result.path(name)));
                default -> result.set(name, value.deepCopy());
            }
        }
        return result;
    }

    private JsonNode items(String field, ArrayNode patch, JsonNode old) {
        List<String> names = keys.of(field, old.isEmpty() ? patch : old);
        if (names.isEmpty()) {
            return patch.deepCopy();
        }
        ArrayNode result = Json.MAPPER.createArrayNode();
        old.forEach(item -> result.add(item.deepCopy()));
        for (JsonNode item : patch) {
            int index = indexOf(result, MergeKeys.key(item, names), names);
            if (item.path("$patch").asText().equals("delete")) {
                if (index >= 0) {
                    result.remove(index);
                }
            } else if (index >= 0) {
                result.set(index, strategic(item, (ObjectNode) result.get(index)));
            } else {
                result.add(strategic(item, Json.object()));
            }
        }
        return result;
    }

    static int indexOf(JsonNode items, ObjectNode key, List<String> names) {
        for (int i = 0; i < items.size(); i++) {
            if (MergeKeys.key(items.get(i), names).equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
