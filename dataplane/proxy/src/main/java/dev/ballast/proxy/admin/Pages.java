package dev.ballast.proxy.admin;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a plain port shows: by exact path, or by the longest prefix that ends in a slash ({@code /} itself is exact). */
public final class Pages {
    private final TreeMap<String, Page> byPath;

    Pages(Map<String, Page> byPath) {
        this.byPath = new TreeMap<>(byPath);
    }

    /** These and those. */
    public Pages and(Pages others) {
        Map<String, Page> both = new TreeMap<>(byPath);
        both.putAll(others.byPath);
        return new Pages(both);
    }

    @Nullable Page at(String path) {
        Page exact = byPath.get(path);
        for (int slash = path.lastIndexOf('/'); exact == null && slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            exact = byPath.get(path.substring(0, slash + 1));
        }
        return exact;
    }

    /** The paths, for whoever asked for another one. */
    @Override
    public String toString() {
        return String.join(", ", byPath.keySet());
    }
}
