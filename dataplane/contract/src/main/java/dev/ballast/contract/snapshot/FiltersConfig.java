package dev.ballast.contract.snapshot;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a route's requests and answers.
 *
 * @param requestHeaders changes of what endpoints are sent
 * @param responseHeaders changes of what endpoints answer
 * @param redirect in place of backends
 * @param rewrite what endpoints are asked for
 * @param mirror where copies go
 * @param cache what is kept of answers
 */
public record FiltersConfig(
        @Nullable HeaderChangesConfig requestHeaders,
        @Nullable HeaderChangesConfig responseHeaders,
        @Nullable RedirectConfig redirect,
        @Nullable RewriteConfig rewrite,
        @Nullable MirrorConfig mirror,
        @Nullable CacheConfig cache) {
    /** Without copies and cache. */
    public FiltersConfig(
            @Nullable HeaderChangesConfig requestHeaders,
            @Nullable HeaderChangesConfig responseHeaders,
            @Nullable RedirectConfig redirect,
            @Nullable RewriteConfig rewrite) {
        this(requestHeaders, responseHeaders, redirect, rewrite, null, null);
    }

    /**
     * Changes of header fields, in this order.
     *
     * @param remove names
     * @param set fields that are there with this value and no other
     * @param add fields that are there too
     */
    public record HeaderChangesConfig(List<String> remove, List<HeaderConfig> set, List<HeaderConfig> add) {
        /** Octets that may be set and added, each field with the four that stand around name and value. It is more than a manifest can ask for. */
        public static final int MOST = 40 * 1024;

        private static final int AROUND = 4;

        public HeaderChangesConfig {
            remove = List.copyOf(remove);
            set = List.copyOf(set);
            add = List.copyOf(add);
        }

        /** How much longer a message becomes by it, at most. */
        public long octets() {
            return Stream.concat(set.stream(), add.stream()).mapToLong(field -> field.name().length() + field.value().length() + AROUND).sum();
        }
    }

    /** A header field. */
    public record HeaderConfig(String name, String value) {}

    /** Which part of a path is replaced. */
    public enum PathChange {
        ReplaceFullPath,
        ReplacePrefixMatch
    }

    /** Another path. */
    public record PathChangeConfig(PathChange type, String value) {}

    /**
     * Where a client is sent; what is absent stays.
     *
     * @param scheme {@code http} or {@code https}
     * @param port 1 to 65535; 0: the scheme's own where it is given, else the listener's
     * @param status 301, 302, 303, 307 or 308
     */
    public record RedirectConfig(
            @Nullable String scheme, @Nullable String hostname, @Nullable PathChangeConfig path, int port, int status) {}

    /** What endpoints are asked for; what is absent stays. */
    public record RewriteConfig(@Nullable String hostname, @Nullable PathChangeConfig path) {}

    /**
     * Where copies of requests go.
     *
     * @param backend its name
     * @param percent of how many of 100 requests, 1 to 100
     */
    public record MirrorConfig(String backend, int percent) {}

    /**
     * What is kept of answers.
     *
     * @param maxBytes of all, {@link #LEAST} to {@link #MOST}
     * @param maxObjectBytes of one, from {@link #LEAST_OBJECT} to half of that
     * @param defaultTtlMillis for how long one is fresh that does not say it; 0: it is not kept
     */
    public record CacheConfig(long maxBytes, long maxObjectBytes, long defaultTtlMillis) {
        public static final long LEAST = 64 << 10;
        public static final long MOST = 1 << 30;
        public static final long LEAST_OBJECT = 1 << 10;
    }
}
