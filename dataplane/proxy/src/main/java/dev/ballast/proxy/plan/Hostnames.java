package dev.ballast.proxy.plan;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which listener of a port a name is for, as Gateway API has it: the one with that very name, else the one with the longest {@code *.} that
 * ends it (of any number of labels), else the one without a hostname. Immutable.
 */
public final class Hostnames {
    /** In place of a listener that cannot be served: its names must not fall to another one. */
    private static final String NOBODY = "";

    private final Map<String, String> exact = new HashMap<>();
    /** By what follows the star, with its dot. */
    private final Map<String, String> endings = new HashMap<>();
    private @Nullable String others;

    /** @param hostname a name in small letters, perhaps behind {@code *.}; null for every name that no other listener has */
    void serve(@Nullable String hostname, String listener) {
        if (hostname == null) {
            others = listener;
        } else if (hostname.startsWith("*.")) {
            endings.put(hostname.substring(1), listener);
        } else {
            exact.put(hostname, listener);
        }
    }

    /** No listener has these names. */
    void withhold(@Nullable String hostname) {
        serve(hostname, NOBODY);
    }

    /** Whether all names are for one listener, so that nobody needs to ask. */
    public boolean oneForAll() {
        return exact.isEmpty() && endings.isEmpty();
    }

    /**
     * The name of the listener; null when there is none.
     *
     * @param name in small letters; {@code ""} when nothing was named
     */
    public @Nullable String listener(String name) {
        String found = find(name);
        return NOBODY.equals(found) ? null : found;
    }

    private @Nullable String find(String name) {
        String own = exact.get(name);
        if (own != null) {
            return own;
        }
        if (!endings.isEmpty()) {
            for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
                String wildcard = endings.get(name.substring(dot));
                if (wildcard != null) {
                    return wildcard;
                }
            }
        }
        return others;
    }
}
