package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Server-side apply: what a manager applies is merged into the object; what it applied before and does not any more is removed, unless
 * another manager applies it too. Only applied fields are tracked, as {@code FieldsV1}, and an apply always wins ("force").
 */
final class ServerSideApply {
    /** Identity and what the server itself writes: never owned. */
    private static final List<String> SERVERS_METADATA =
            List.of("name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");

    private final MergeKeys keys;
    private final InstantSource clock;

    ServerSideApply(MergeKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param current what is stored; an empty object when there is nothing
     * @param applied the manager's whole intent
     * @param subresource empty for the main endpoint
     */
    ObjectNode apply(ObjectNode current, ObjectNode applied, String manager, String subresource) {
        ObjectNode intent = applied.deepCopy();
        Json.metadata(intent).remove("managedFields");
        ObjectNode owned = owned(intent);
        ObjectNode result = current.deepCopy();
        ArrayNode entries = Json.MAPPER.createArrayNode();
        ObjectNode others = Json.object();
        ObjectNode before = Json.object();
        for (JsonNode entry : current.at("/metadata/managedFields")) {
            boolean mine = entry.path("manager").asText().equals(manager) && entry.path("subresource").asText().equals(subresource);
            if (mine) {
                before = (ObjectNode) entry.path("fieldsV1");
            } else {
                others = Patches.merge(entry.path("fieldsV1"), others);
                entries.add(entry.deepCopy());
            }
        }
        remove(before, owned, others, result);
        merge(intent, result);
        ObjectNode entry = entries.addObject().put("manager", manager).put("operation", "Apply");
        entry.put("apiVersion", applied.path("apiVersion").asText()).put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        entry.put("fieldsType", "FieldsV1").set("fieldsV1", owned);
        if (!subresource.isEmpty()) {
            entry.put("subresource", subresource);
        }
        Json.metadata(result).set("managedFields", entries);
        return result;
    }

    private ObjectNode owned(ObjectNode intent) {
        ObjectNode own = intent.deepCopy();
        own.remove(List.of("apiVersion", "kind"));
        Json.metadata(own).remove(SERVERS_METADATA);
        return (ObjectNode) fields("", own);
    }

    /** {@code {"f:spec": {"f:replicas": {}}}}; items of a merged list under {@code k:{key}}, of a set under {@code v:value}. */
    private JsonNode fields(String name, JsonNode value) {
        ObjectNode result = Json.object();
        switch (value) {
            case ObjectNode object ->
                object.properties().forEach(field -> result.set("f:" + field.getKey(), fields(field.getKey(), field.getValue())));
            case ArrayNode items when name.equals("finalizers") -> items.forEach(item -> result.putObject("v:" + item));
            case ArrayNode items -> {
                List<String> names = keys.of(name, items);
                for (JsonNode item : names.isEmpty() ? Json.MAPPER.createArrayNode() : items) {
                    ObjectNode child = (ObjectNode) fields("", item);
                    child.putObject(".");
                    result.set("k:" + MergeKeys.key(item, names), child);
                }
            }
            default -> {}
        }
        return result;
    }

    /** Removes from {@code node} what is in {@code before} but neither in {@code now} nor in {@code others}. */
    private static void remove(JsonNode before, JsonNode now, JsonNode others, JsonNode node) {
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            String step = field.getKey();
            boolean leaf = field.getValue().isEmpty();
            boolean kept = now.has(step) || others.has(step);
            if (step.startsWith("f:") && node instanceof ObjectNode object && object.has(step.substring(2))) {
                JsonNode child = object.get(step.substring(2));
                if (!leaf) {
                    remove(field.getValue(), now.path(step), others.path(step), child);
                }
                if (!kept && (leaf || child.isEmpty())) {
                    object.remove(step.substring(2));
                }
            } else if (step.startsWith("k:") && node instanceof ArrayNode items) {
                ObjectNode key = Json.read(step.substring(2));
                List<String> names = key.propertyStream().map(Map.Entry::getKey).toList();
                int index = Patches.indexOf(items, key, names);
                if (index >= 0 && kept) {
                    remove(field.getValue(), now.path(step), others.path(step), items.get(index));
                } else if (index >= 0) {
                    items.remove(index);
                }
            } else if (step.startsWith("v:") && node instanceof ArrayNode items && !kept) {
                items.removeIf(item -> item.toString().equals(step.substring(2)));
            }
        }
    }

    private void merge(ObjectNode intent, ObjectNode into) {
        for (Map.Entry<String, JsonNode> field : intent.properties()) {
            String name = field.getKey();
            JsonNode old = into.path(name);
            switch (field.getValue()) {
                case JsonNode none when none.isNull() -> {}
                case ObjectNode object when old instanceof ObjectNode child -> merge(object, child);
                case ArrayNode items when name.equals("finalizers") && old instanceof ArrayNode set ->
                    items.valueStream().filter(item -> set.valueStream().noneMatch(item::equals)).forEach(set::add);
                case ArrayNode items when old instanceof ArrayNode list && !keys.of(name, items).isEmpty() ->
                    mergeItems(items, keys.of(name, items), list);
                default -> into.set(name, field.getValue().deepCopy());
            }
        }
    }

    private void mergeItems(ArrayNode items, List<String> names, ArrayNode into) {
        for (JsonNode item : items) {
            int index = Patches.indexOf(into, MergeKeys.key(item, names), names);
            if (index < 0) {
                into.add(item.deepCopy());
            } else {
                merge((ObjectNode) item, (ObjectNode) into.get(index));
            }
        }
    }
}
