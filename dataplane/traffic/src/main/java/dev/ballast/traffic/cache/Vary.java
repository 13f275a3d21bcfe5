package dev.ballast.traffic.cache;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request on which an answer depends (RFC 9111, 4.1).
 *
 * @param names in small letters, in the order of the alphabet
 */
public record Vary(List<String> names) {
    /** Of an answer that depends on nothing but what is asked for. */
    public static final Vary NOTHING = new Vary(List.of());

    /** Written by us for endpoints: what the client says there is not what they have seen. The scheme, that we write too, is a part of the key. */
    private static final Set<String> OURS = Set.of("x-forwarded-for", "x-forwarded-host", "forwarded", "traceparent", "x-backend-server");

    public Vary {
        names = List.copyOf(names);
    }

    /**
     * Null for what no other request's fields can be compared with: {@code *}, and fields that we write ourselves.
     *
     * @param value of the field, its lines joined; null without one
     */
    public static @Nullable Vary of(@Nullable String value) {
        if (value == null) {
            return NOTHING;
        }
        List<String> names = Stream.of(value.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !name.equals("x-forwarded-proto"))
                .distinct()
                .sorted()
                .toList();
        return names.stream().anyMatch(name -> name.equals("*") || OURS.contains(name)) ? null : new Vary(names);
    }

    /** What a request says in these fields: two that say the same have the same text. A value has neither of the characters that stand between them. */
    public String selected(FieldValues request) {
        if (names.isEmpty()) {
            return "";
        }
        StringBuilder selected = new StringBuilder();
        for (String name : names) {
            String value = request.get(name);
            selected.append(value == null ? "\0" : value).append('\n');
        }
        return selected.toString();
    }
}
