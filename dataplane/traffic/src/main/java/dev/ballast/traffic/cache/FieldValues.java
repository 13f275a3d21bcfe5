package dev.ballast.traffic.cache;

import org.jspecify.annotations.Nullable;

/** The header fields of a message, as caching looks at them. */
@FunctionalInterface
public interface FieldValues {
    /**
     * The value of a field, of several lines joined by commas (RFC 9110, 5.3); null where there is none.
     *
     * @param name in small letters
     */
    @Nullable String get(String name);

    /** Whether there is such a field. */
    default boolean has(String name) {
        return get(name) != null;
    }
}
