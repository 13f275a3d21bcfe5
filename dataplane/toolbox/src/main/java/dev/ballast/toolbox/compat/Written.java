package dev.ballast.toolbox.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A section of an older file. What is taken out of it was understood; what is left was not. */
final class Written {
    private final JsonNode node;
    private final String path;
    private final List<String> missing;

    /** @param missing hears of what is left */
    Written(JsonNode node, String path, List<String> missing) {
        this.node = node;
        this.path = path;
        this.missing = missing;
    }

    boolean has(String field) {
        return node.has(field);
    }

    /** Of a field, for a complaint: {@code backends[0].url}. */
    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /** {@code ""} where there is none. */
    String text(String field) {
        return taken(field, JsonNode::isValueNode, "a text").asText("");
    }

    /** Also where it is written as a text. */
    int number(String field, int absent) {
        return taken(field, found -> found.canConvertToInt() && found.isIntegralNumber() || found.asText().matches("-?[0-9]{1,9}"), "a whole number").asInt(absent);
    }

    /** Also where it is written as a text. */
    boolean flag(String field, boolean absent) {
        return taken(field, found -> found.asText().matches("true|false"), "true or false").asBoolean(absent);
    }

    /** A section; an empty one where there is none. Everything in it is to be taken out too. */
    Written section(String field) {
        return new Written(taken(field, JsonNode::isObject, "a section"), at(field), missing);
    }

    /** The sections of a list. */
    List<Written> list(String field) {
        List<Written> sections = new ArrayList<>();
        for (JsonNode each : taken(field, JsonNode::isArray, "a list")) {
            sections.add(new Written(each, at(field) + "[" + sections.size() + "]", missing));
        }
        return sections;
    }

    /** Nothing more will be taken out. */
    void nameWhatIsLeft() {
        node.fieldNames().forEachRemaining(field -> missing.add(at(field) + ": has no counterpart"));
    }

    /** Nothing where there is none, and where it is something else: that is named. */
    private JsonNode taken(String field, Predicate<JsonNode> fits, String expected) {
        JsonNode taken = node instanceof ObjectNode object ? object.remove(field) : null;
        if (taken == null || taken.isNull()) {
            return MissingNode.getInstance();
        }
        if (!fits.test(taken)) {
            missing.add(at(field) + ": " + taken + ": expected " + expected);
            return MissingNode.getInstance();
        }
        return taken;
    }
}
