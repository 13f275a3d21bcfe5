package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code labelSelector} and {@code fieldSelector} of a request. Any field may be selected by, not only those that Kubernetes indexes. */
final class Selection {
    private static final Pattern IN = Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*");
    private static final Pattern EQUALITY = Pattern.compile("\\s*([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)\\s*");
    private static final Pattern BETWEEN = Pattern.compile(",(?![^(]*\\))");

    private final List<Predicate<JsonNode>> requirements = new ArrayList<>();

    Selection(Map<String, String> query) {
        for (String requirement : split(query.getOrDefault("labelSelector", ""))) {
            requirements.add(label(requirement));
        }
        for (String requirement : split(query.getOrDefault("fieldSelector", ""))) {
            requirements.add(field(requirement));
        }
    }

    boolean matches(JsonNode object) {
        return requirements.stream().allMatch(requirement -> requirement.test(object));
    }

    private static List<String> split(String selector) {
        return selector.isBlank() ? List.of() : List.of(BETWEEN.split(selector));
    }

    private static Predicate<JsonNode> label(String requirement) {
        Matcher in = IN.matcher(requirement);
        if (in.matches()) {
            String key = in.group(1);
            Set<String> values = Arrays.stream(in.group(3).split(",")).map(String::trim).collect(Collectors.toSet());
            boolean wanted = in.group(2).equals("in");
            return object -> values.contains(labelOf(object, key).asText("\u0000")) == wanted;
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            String key = equality.group(1);
            String value = equality.group(3);
            boolean wanted = !equality.group(2).equals("!=");
            return object -> {
                JsonNode label = labelOf(object, key);
                return (label.isTextual() && label.asText().equals(value)) == wanted;
            };
        }
        String key = requirement.trim();
        return key.startsWith("!") ? object -> labelOf(object, key.substring(1)).isMissingNode() : object -> !labelOf(object, key).isMissingNode();
    }

    private static JsonNode labelOf(JsonNode object, String key) {
        return object.path("metadata").path("labels").path(key);
    }

    private static Predicate<JsonNode> field(String requirement) {
        Matcher equality = EQUALITY.matcher(requirement);
        if (!equality.matches()) {
            throw Refusal.badRequest("fieldSelector \"" + requirement + "\": expected such as metadata.name=shop");
        }
        String pointer = "/" + equality.group(1).replace('.', '/');
        boolean wanted = !equality.group(2).equals("!=");
        return object -> Json.text(object, pointer).equals(equality.group(3)) == wanted;
    }
}
