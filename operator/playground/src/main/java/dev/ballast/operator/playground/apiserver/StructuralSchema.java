package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.Refusal.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A CRD's structural schema: fills in defaults, removes unknown fields and finds what is wrong. The words of the messages are the API
 * server's own. CEL rules are left to the operator.
 */
final class StructuralSchema {
    private final List<Cause> causes = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private StructuralSchema() {}

    /** What was found. {@code unknown} holds paths of fields that the schema does not have; they have been removed. */
    record Findings(List<Cause> causes, List<String> unknown) {}

    /** Changes {@code object} in place. {@code apiVersion}, {@code kind} and {@code metadata} are not looked at. */
    static Findings apply(ObjectNode object, JsonNode schema) {
        StructuralSchema walk = new StructuralSchema();
        for (Map.Entry<String, JsonNode> part : schema.path("properties").properties()) {
            String name = part.getKey();
            if (List.of("apiVersion", "kind", "metadata").contains(name)) {
                continue;
            }
            if (object.has(name)) {
                walk.value(object.get(name), part.getValue(), name);
            }
        }
        for (JsonNode required : schema.path("required")) {
            walk.requireField(object, required.asText(), "");
        }
        for (String name : names(object)) {
            if (!List.of("apiVersion", "kind", "metadata").contains(name) && !schema.path("properties").has(name)) {
                walk.unknown.add(name);
                object.remove(name);
            }
        }
        return new Findings(walk.causes, walk.unknown);
    }

    private void value(JsonNode value, JsonNode schema, String path) {
        if (value.isNull() && schema.path("nullable").asBoolean()) {
            return;
        }
        if (!typed(value, schema, path)) {
            return;
        }
        if (schema.has("enum")) {
            oneOf(value, schema.get("enum"), path);
        }
        switch (value) {
            case ObjectNode object -> object(object, schema, path);
            case ArrayNode array -> array(array, schema, path);
            default -> scalar(value, schema, path);
        }
    }

    private boolean typed(JsonNode value, JsonNode schema, String path) {
        String type = schema.path("type").asText();
        boolean fits = schema.path("x-kubernetes-int-or-string").asBoolean()
                ? value.isIntegralNumber() || value.isTextual()
                : switch (type) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "boolean" -> value.isBoolean();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    default -> true;
                };
        if (!fits) {
            String expected = type.isEmpty() ? "integer,string" : type;
            String found = typeOf(value);
            invalid(path, "FieldValueTypeInvalid", "\"" + found + "\"", path + " in body must be of type " + expected + ": \"" + found + "\"");
        }
        return fits;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case NULL -> "null";
            default -> "object";
        };
    }

    private void oneOf(JsonNode value, JsonNode words, String path) {
        if (Json.stream(words).noneMatch(value::equals)) {
            String supported = Json.stream(words).map(JsonNode::toString).collect(Collectors.joining(", "));
            causes.add(new Cause(
                    "FieldValueNotSupported", path, "Unsupported value: " + value + ": supported values: " + supported));
        }
    }

    private void object(ObjectNode object, JsonNode schema, String path) {
        JsonNode properties = schema.path("properties");
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            JsonNode fallback = property.getValue().get("default");
            if (fallback != null && (!object.has(name) || object.get(name).isNull())) {
                object.set(name, fallback.deepCopy());
            }
            if (object.has(name) && object.get(name).isNull() && !property.getValue().path("nullable").asBoolean()) {
                object.remove(name);
            }
        }
        for (JsonNode required : schema.path("required")) {
            requireField(object, required.asText(), path);
        }
        JsonNode others = schema.path("additionalProperties");
        for (String name : names(object)) {
            if (properties.has(name)) {
                value(object.get(name), properties.get(name), path + "." + name);
            } else if (others.isObject()) {
                value(object.get(name), others, path + "." + name);
            } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean() && !others.asBoolean()) {
                unknown.add(path + "." + name);
                object.remove(name);
            }
        }
        atMost(object.size(), schema, "maxProperties", path, "properties");
    }

    private void requireField(ObjectNode object, String name, String path) {
        if (!object.has(name)) {
            causes.add(new Cause("FieldValueRequired", path.isEmpty() ? name : path + "." + name, "Required value"));
        }
    }

    private void array(ArrayNode array, JsonNode schema, String path) {
        atMost(array.size(), schema, "maxItems", path, "items");
        if (array.size() < schema.path("minItems").asInt()) {
            int least = schema.get("minItems").asInt();
            invalid(path, "FieldValueInvalid", Integer.toString(array.size()), path + " in body should have at least " + least + " items");
        }
        for (int i = 0; i < array.size(); i++) {
            value(array.get(i), schema.path("items"), path + "[" + i + "]");
        }
        unique(array, schema.path("x-kubernetes-list-map-keys"), path);
    }

    private void unique(ArrayNode array, JsonNode keys, String path) {
        Set<ObjectNode> seen = new HashSet<>();
        for (int i = 0; i < array.size() && !keys.isMissingNode(); i++) {
            ObjectNode key = Json.object();
            JsonNode item = array.get(i);
            keys.forEach(name -> key.set(name.asText(), item.path(name.asText())));
            if (!seen.add(key)) {
                causes.add(new Cause("FieldValueDuplicate", path + "[" + i + "]", "Duplicate value: " + key));
            }
        }
    }

    private void scalar(JsonNode value, JsonNode schema, String path) {
        if (value.isTextual()) {
            String text = value.asText();
            if (schema.has("maxLength") && text.length() > schema.get("maxLength").asInt()) {
                int most = schema.get("maxLength").asInt();
                causes.add(new Cause("FieldValueTooLong", path, "Too long: may not be more than " + most + " bytes"));
            }
            if (schema.has("minLength") && text.length() < schema.get("minLength").asInt()) {
                invalid(path, value, "should be at least " + schema.get("minLength") + " chars long");
            }
            if (schema.has("pattern") && !Pattern.compile(schema.get("pattern").asText()).matcher(text).find()) {
                invalid(path, value, "should match '" + schema.get("pattern").asText() + "'");
            }
        }
        if (value.isNumber()) {
            if (schema.has("minimum") && value.asDouble() < schema.get("minimum").asDouble()) {
                invalid(path, value, "should be greater than or equal to " + number(schema.get("minimum")));
            }
            if (schema.has("maximum") && value.asDouble() > schema.get("maximum").asDouble()) {
                invalid(path, value, "should be less than or equal to " + number(schema.get("maximum")));
            }
        }
    }

    /** Generators write limits as {@code 1.0}. */
    private static String number(JsonNode limit) {
        return limit.asDouble() == limit.asLong() ? Long.toString(limit.asLong()) : limit.asText();
    }

    private void atMost(int size, JsonNode schema, String keyword, String path, String what) {
        if (schema.has(keyword) && size > schema.get(keyword).asInt()) {
            causes.add(new Cause(
                    "FieldValueTooMany", path, "Too many: " + size + ": must have at most " + schema.get(keyword).asInt() + " " + what));
        }
    }

    private void invalid(String path, JsonNode value, String expected) {
        invalid(path, "FieldValueInvalid", value.toString(), path + " in body " + expected);
    }

    private void invalid(String path, String reason, String value, String message) {
        causes.add(new Cause(reason, path, "Invalid value: " + value + ": " + message));
    }

    private static List<String> names(ObjectNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }
}
