package dev.ballast.proxy.admin;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a plain port shows, by exact path. Every page may be asked for at any time, from any thread. */
public final class Pages {
    private final Map<String, Supplier<Reply>> byPath;

    Pages(Map<String, Supplier<Reply>> byPath) {
        this.byPath = new TreeMap<>(byPath);
    }

    /** These and those. */
    public Pages and(Pages others) {
        Map<String, Supplier<Reply>> both = new TreeMap<>(byPath);
        both.putAll(others.byPath);
        return new Pages(both);
    }

    @Nullable Supplier<Reply> at(String path) {
        return byPath.get(path);
    }

    /** The paths, for whoever asked for another one. */
    @Override
    public String toString() {
        return String.join(", ", byPath.keySet());
    }
}
