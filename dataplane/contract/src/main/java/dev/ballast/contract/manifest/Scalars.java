package dev.ballast.contract.manifest;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What a YAML node is, as a person would say it. */
final class Scalars {
    private Scalars() {}

    /** Nothing was written, or {@code null}. */
    static boolean absent(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The text, when it is one: in quotes, or without and not a number, a truth value or a date. */
    static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar && (scalar.getScalarStyle() != ScalarStyle.PLAIN || scalar.getTag().equals(Tag.STR))
                ? scalar.getValue()
                : null;
    }

    /** The whole number, when it is one in decimal digits. */
    static @Nullable Long number(Node node) {
        boolean digits = node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().matches("-?(0|[1-9][0-9]{0,17})");
        return digits ? Long.valueOf(((ScalarNode) node).getValue()) : null;
    }

    /** {@code "eighty" is text}, {@code 1.2 is a number}, {@code a list stands here}. */
    static String found(Node node) {
        if (node instanceof ScalarNode scalar) {
            if (text(node) != null) {
                return quoted(scalar.getValue()) + " is text";
            }
            if (absent(node)) {
                return "nothing stands here";
            }
            return cut(scalar.getValue())
                    + (scalar.getTag().equals(Tag.BOOL)
                            ? bool(scalar.getValue())
                            : scalar.getTag().equals(Tag.TIMESTAMP) ? " is a date" : " is a number");
        }
        return switch (node) {
            case MappingNode mapping -> "a group of fields stands here";
            case SequenceNode sequence -> "a list stands here";
            default -> "something else stands here";
        };
    }

    /** YAML 1.1 has other words for them, such as Off, and who writes one of those rarely means it. */
    private static String bool(String word) {
        return " is true or false" + (word.equalsIgnoreCase("true") || word.equalsIgnoreCase("false") ? "" : " unless it stands in quotes");
    }

    /** The name of a field, whatever it looks like. */
    static String key(NodeTuple field) {
        return asWritten(field.getKeyNode());
    }

    /** The characters of a scalar; {@code ?} for anything else. */
    static String asWritten(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }

    /** The first field of that name. */
    static @Nullable Node child(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                if (key(field).equals(name)) {
                    return field.getValueNode();
                }
            }
        }
        return null;
    }

    static String quoted(String value) {
        return "\"" + cut(value) + "\"";
    }

    /** One line of at most 60 characters. */
    private static String cut(String value) {
        String line = value.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 60 ? line : line.substring(0, 59) + "…";
    }
}
