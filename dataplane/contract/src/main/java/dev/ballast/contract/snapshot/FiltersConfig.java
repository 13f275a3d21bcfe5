package dev.ballast.contract.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a route's requests and answers.
 *
 * @param requestHeaders changes of what endpoints are sent
 * @param responseHeaders changes of what endpoints answer
 * @param redirect in place of backends
 * @param rewrite what endpoints are asked for
 */
public record FiltersConfig(
        @Nullable HeaderChangesConfig requestHeaders,
        @Nullable HeaderChangesConfig responseHeaders,
        @Nullable RedirectConfig redirect,
        @Nullable RewriteConfig rewrite) {
    /**
     * Changes of header fields, in this order.
     *
     * @param remove names
     * @param set fields that are there with this value and no other
     * @param add fields that are there too
     */
    public record HeaderChangesConfig(List<String> remove, List<HeaderConfig> set, List<HeaderConfig> add) {
        public HeaderChangesConfig {
            remove = List.copyOf(remove);
            set = List.copyOf(set);
            add = List.copyOf(add);
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
}
