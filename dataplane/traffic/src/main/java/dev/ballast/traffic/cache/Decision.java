package dev.ballast.traffic.cache;

import org.jspecify.annotations.Nullable;

/** What becomes of a request for which a cache was asked. */
public sealed interface Decision {
    /** It is answered with this. */
    record Answer(Stored stored) implements Decision {}

    /**
     * An endpoint is asked.
     *
     * @param known what would be the answer if the endpoint finds it to be still right; null where there is none
     */
    record Ask(Forward why, @Nullable Stored known) implements Decision {}

    /** Nobody is asked (504). */
    record Refuse() implements Decision {}

    /**
     * Decides (RFC 9111, 4).
     *
     * @param lookup what is stored for it
     */
    static Decision of(CacheRequest request, CacheStore.Lookup lookup, long nowNanos) {
        Stored stored = lookup.stored();
        if (stored == null) {
            return ask(request, lookup.others() ? Forward.VARY_MISS : Forward.URI_MISS, null);
        }
        if (request.authorized() && !stored.forAnybody()) {
            return ask(request, Forward.BYPASS, null);
        }
        if (!stored.freshness().fresh(nowNanos)) {
            return ask(request, Forward.STALE, stored);
        }
        return request.takes(stored.freshness(), nowNanos) ? new Answer(stored) : ask(request, Forward.REQUEST, stored);
    }

    private static Decision ask(CacheRequest request, Forward why, @Nullable Stored known) {
        return request.onlyIfCached() ? new Refuse() : new Ask(why, known);
    }
}
