package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Reason;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Single values, with the limits of their annotations. Each method answers null where it has complained. */
final class ScalarReader {
    private final Places places;

    ScalarReader(Places places) {
        this.places = places;
    }

    @Nullable Object read(RecordComponent component, Class<?> type, Node node, String path) {
        String expected = expected(component, type);
        if (type == String.class) {
            return text(component.getAnnotation(Text.class), expected, node, path);
        }
        if (type == int.class || type == Integer.class) {
            return number(component.getAnnotation(Bounds.class), expected, node, path);
        }
        if (type == GepDuration.class) {
            return duration(expected, node, path);
        }
        if (type == ByteSize.class) {
            return size(expected, node, path);
        }
        return type == PortRef.class ? port(expected, node, path) : word(type, expected, node, path);
    }

    /** What may stand there, to be read after "expected". */
    static String expected(RecordComponent component, Class<?> type) {
        if (type == String.class) {
            String expected = component.getAnnotation(Text.class).expected();
            return expected.isEmpty() ? "text" : expected;
        }
        if (type == GepDuration.class) {
            return "a duration with its unit, such as 500ms, 30s or 1m30s";
        }
        if (type == ByteSize.class) {
            return ByteSize.EXPECTED;
        }
        if (type == PortRef.class) {
            return PortRef.EXPECTED;
        }
        Bounds bounds = component.getAnnotation(Bounds.class);
        return bounds == null ? oneOf(words(type)) : "a whole number from " + bounds.min() + " to " + bounds.max();
    }

    private @Nullable String text(Text limits, String expected, Node node, String path) {
        String text = Scalars.text(node);
        if (text == null) {
            boolean quotes = node instanceof ScalarNode && !expected.contains("\"");
            return wrong(node, path, Scalars.found(node) + ": expected " + expected + (quotes ? ", in quotes if it is meant so" : ""));
        }
        if (text.length() < limits.minLength() || text.length() > limits.maxLength()) {
            return wrong(
                    node, path,
                    Scalars.quoted(text) + " has " + text.length() + " characters: expected " + expected + " of " + limits.minLength() + " to "
                            + limits.maxLength());
        }
        if (!limits.pattern().isEmpty() && !Pattern.matches(limits.pattern(), text)) {
            return wrong(node, path, Scalars.quoted(text) + " does not fit: expected " + expected);
        }
        return text;
    }

    private @Nullable Integer number(Bounds bounds, String expected, Node node, String path) {
        Long number = Scalars.number(node);
        if (number == null || number < bounds.min() || number > bounds.max()) {
            return wrong(node, path, (number == null ? Scalars.found(node) : number + " is out of range") + ": expected " + expected);
        }
        return number.intValue();
    }

    private @Nullable GepDuration duration(String expected, Node node, String path) {
        String text = Scalars.text(node);
        if (text == null || !Pattern.matches(GepDuration.PATTERN, text)) {
            return wrong(node, path, (text == null ? Scalars.found(node) : Scalars.quoted(text) + " is not a duration") + ": expected " + expected);
        }
        return GepDuration.of(text);
    }

    private @Nullable ByteSize size(String expected, Node node, String path) {
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        return Pattern.matches(ByteSize.PATTERN, text)
                ? ByteSize.of(text)
                : wrong(node, path, Scalars.found(node) + ": expected " + expected);
    }

    private @Nullable PortRef port(String expected, Node node, String path) {
        String text = Scalars.text(node);
        Long number = Scalars.number(node);
        if (number != null && number >= 1 && number <= 65535) {
            return PortRef.of(number);
        }
        if (text != null && text.length() <= PortRef.MAX_NAME_LENGTH && Pattern.matches(PortRef.NAME, text)) {
            return PortRef.of(text);
        }
        String found = number != null ? number + " is out of range" : text != null ? Scalars.quoted(text) + " does not fit" : Scalars.found(node);
        return wrong(node, path, found + ": expected " + expected);
    }

    private @Nullable Object word(Class<?> type, String expected, Node node, String path) {
        List<String> words = words(type);
        String text = Scalars.text(node);
        if (text == null) {
            return wrong(node, path, Scalars.found(node) + ": expected " + expected);
        }
        if (words.contains(text)) {
            return type.getEnumConstants()[words.indexOf(text)];
        }
        Optional<String> meant = Spelling.nearest(text, words);
        return wrong(
                node, path,
                Scalars.quoted(text) + " is not known: expected " + expected
                        + meant.map(word -> "; did you mean " + word + "?").orElse(""));
    }

    private static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(word -> ((Enum<?>) word).name()).toList();
    }

    /** A number or a text, as Kubernetes takes quantities. */
    @Nullable String quantity(Node node, String path) {
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        return text.length() <= 32 && Pattern.matches(Quantity.PATTERN, text)
                ? text
                : wrong(node, path, Scalars.found(node) + ": expected a quantity such as 100m, 2 or 128Mi");
    }

    @Nullable String anyText(Node node, String path) {
        String text = Scalars.text(node);
        if (text == null) {
            return wrong(node, path, Scalars.found(node) + ": expected text, in quotes if it looks like something else");
        }
        return text.length() <= Items.MAX_VALUE_LENGTH
                ? text
                : wrong(node, path, "has " + text.length() + " characters: expected at most " + Items.MAX_VALUE_LENGTH);
    }

    private <T> @Nullable T wrong(Node node, String path, String message) {
        places.complain(node, path, Reason.InvalidValue, message);
        return null;
    }

    private static String oneOf(List<String> words) {
        return words.size() == 1 ? words.getFirst() : words.stream().limit(words.size() - 1L).collect(Collectors.joining(", ")) + " or " + words.getLast();
    }
}
