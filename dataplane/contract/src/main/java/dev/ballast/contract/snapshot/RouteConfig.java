package dev.ballast.contract.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a listener's requests, and where they go.
 *
 * @param name unique among the listener's routes
 * @param matches which requests: those that fit one of these; never empty
 * @param filters what is done to them; absent: nothing
 * @param backends where they go, each with its share; empty exactly with a redirect
 * @param requestTimeoutMillis from the beginning of a request to the head of its answer, all tries together; 0 = no limit
 */
public record RouteConfig(String name, List<MatchConfig> matches, @Nullable FiltersConfig filters, List<ShareConfig> backends, long requestTimeoutMillis) {
    public RouteConfig {
        matches = List.copyOf(matches);
        backends = List.copyOf(backends);
    }

    /** One without filters. */
    public RouteConfig(String name, List<MatchConfig> matches, List<ShareConfig> backends, long requestTimeoutMillis) {
        this(name, matches, null, backends, requestTimeoutMillis);
    }

    /** Whether its requests are answered by sending the client elsewhere. */
    public boolean redirects() {
        return filters != null && filters.redirect() != null;
    }

    /** Where copies of its requests go; null: nowhere. */
    public FiltersConfig.@Nullable MirrorConfig mirror() {
        return filters == null ? null : filters.mirror();
    }

    /** What is kept of its answers; null: nothing. */
    public FiltersConfig.@Nullable CacheConfig cache() {
        return filters == null ? null : filters.cache();
    }

    /**
     * What a request must be like; everything that is given must fit.
     *
     * @param hostname in small letters, perhaps behind {@code *.}; absent: every host
     * @param path of every request there is, the prefix {@code /} for every path
     * @param method absent: every method
     * @param headers that must be there
     * @param queryParams that must be there
     */
    public record MatchConfig(
            @Nullable String hostname,
            PathConfig path,
            @Nullable String method,
            List<ValueConfig> headers,
            List<ValueConfig> queryParams) {
        public MatchConfig {
            headers = List.copyOf(headers);
            queryParams = List.copyOf(queryParams);
        }

        /** Every request whose path has this prefix. */
        public static MatchConfig prefix(String path) {
            return new MatchConfig(null, new PathConfig(PathType.PathPrefix, path), null, List.of(), List.of());
        }
    }

    /** A path in its normal form, a prefix of whole elements, or an expression of RE2 for the whole path. */
    public record PathConfig(PathType type, String value) {}

    /** How a path is compared. */
    public enum PathType {
        Exact,
        PathPrefix,
        RegularExpression
    }

    /**
     * A header field or query parameter.
     *
     * @param name a header's in letters of any size, a parameter's decoded
     * @param value a parameter's decoded; or an expression of RE2 for the whole value
     */
    public record ValueConfig(ValueType type, String name, String value) {}

    /** How a value is compared. */
    public enum ValueType {
        Exact,
        RegularExpression
    }

    /**
     * A backend's share.
     *
     * @param backend its name; absent: the spec names one that does not exist, and the share is answered 500
     * @param weight of the sum of the weights; 0 = nothing
     */
    public record ShareConfig(@Nullable String backend, int weight) {}
}
