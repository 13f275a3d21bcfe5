package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.ResourceType.Column;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code kubectl get} prints: a {@code meta.k8s.io/v1 Table}. */
final class Table {
    private static final Pattern STEP = Pattern.compile("\\.([\\w-]+)|\\[(\\d+|\\*)]|\\[\\?\\(@\\.([\\w-]+)==[\"']([^\"']*)[\"']\\)]");

    private final ResourceType type;
    private final InstantSource clock;

    Table(ResourceType type, InstantSource clock) {
        this.type = type;
        this.clock = clock;
    }

    ObjectNode of(String version, List<ObjectNode> objects) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", version);
        ArrayNode definitions = table.putArray("columnDefinitions");
        define(definitions, new Column("Name", "string", "", 0)).put("format", "name");
        type.columns().forEach(column -> define(definitions, column));
        if (!hasAge()) {
            define(definitions, new Column("Age", "string", "", 0));
        }
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> row(rows.addObject(), object));
        return table;
    }

    private static ObjectNode define(ArrayNode definitions, Column column) {
        String type = column.type().equals("date") ? "string" : column.type();
        return definitions.addObject()
                .put("name", column.name())
                .put("type", type)
                .put("format", "")
                .put("description", "")
                .put("priority", column.priority());
    }

    private boolean hasAge() {
        return type.columns().stream().anyMatch(column -> column.name().equalsIgnoreCase("age"));
    }

    private void row(ObjectNode row, ObjectNode object) {
        ArrayNode cells = row.putArray("cells");
        cells.add(Json.text(object, "/metadata/name"));
        for (Column column : type.columns()) {
            String value = value(object, column.path());
            cells.add(column.type().equals("date") ? age(value) : value);
        }
        if (!hasAge()) {
            cells.add(age(Json.text(object, "/metadata/creationTimestamp")));
        }
        ObjectNode partial = row.putObject("object").put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.get("metadata"));
    }

    /** As much of JSONPath as printer columns use: fields, an index, all items, and the items whose field has a value. */
    static String value(JsonNode object, String path) {
        Stream<JsonNode> found = Stream.of(object);
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            String field = step.group(1);
            String index = step.group(2);
            String key = step.group(3);
            String wanted = step.group(4);
            if (field != null) {
                found = found.map(node -> node.path(field));
            } else if (index != null) {
                found = index.equals("*") ? found.flatMap(Json::stream) : found.map(node -> node.path(Integer.parseInt(index)));
            } else {
                found = found.flatMap(Json::stream).filter(node -> node.path(key).asText().equals(wanted));
            }
        }
        return found.filter(node -> !node.isMissingNode() && !node.isNull())
                .map(node -> node.isValueNode() ? node.asText() : node.toString())
                .collect(Collectors.joining(","));
    }

    /** As {@code kubectl} writes ages: the largest unit, and a second one while it matters. */
    private String age(String since) {
        if (since.isEmpty()) {
            return "<unknown>";
        }
        Duration age = Duration.between(Instant.parse(since), clock.instant());
        if (age.toSeconds() < 120) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        if (age.toMinutes() < 10) {
            return age.toMinutes() + "m" + (age.toSecondsPart() == 0 ? "" : age.toSecondsPart() + "s");
        }
        if (age.toHours() < 3) {
            return age.toMinutes() + "m";
        }
        return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
