package dev.ballast.traffic.cache;

import dev.ballast.traffic.cache.CacheControl.Flag;
import java.util.Arrays;

/**
 * What a cache must know of a request that it may answer.
 *
 * @param bypasses whether the cache has nothing to do with it: it neither answers it nor stores its answer
 * @param authorized whether it is made in somebody's name (RFC 9111, 3.5)
 * @param conditional whether its client has a copy, and asks whether that is still right
 */
public record CacheRequest(CacheControl control, boolean bypasses, boolean authorized, boolean conditional) {
    /** Conditions that only an endpoint can judge (RFC 9111, 4.3.2), and parts, which are passed on as they come. */
    private static final String[] NOT_FOR_CACHES = {"range", "if-range", "if-match", "if-unmodified-since"};

    /** Of one whose fields are these. */
    public static CacheRequest of(FieldValues fields) {
        CacheControl control = CacheControl.parse(fields.get("cache-control"));
        boolean bypasses = control.has(Flag.NO_STORE) || Arrays.stream(NOT_FOR_CACHES).anyMatch(fields::has);
        return new CacheRequest(control, bypasses, fields.has("authorization"), Validators.asked(fields));
    }

    /** Whether its client would rather have no answer than one from an endpoint. */
    public boolean onlyIfCached() {
        return control.has(Flag.ONLY_IF_CACHED);
    }

    /** Whether others may wait for its answer: it is what anybody else would be answered. */
    public boolean typical() {
        return !authorized && !conditional && !control.has(Flag.NO_CACHE);
    }

    /** Whether an answer is new enough for it (RFC 9111, 5.2.1). */
    boolean takes(Freshness freshness, long nowNanos) {
        boolean young = control.maxAge() == CacheControl.ABSENT || freshness.age(nowNanos) <= control.maxAge();
        boolean lasting = control.minFresh() == CacheControl.ABSENT || freshness.left(nowNanos) >= control.minFresh();
        return !control.has(Flag.NO_CACHE) && young && lasting;
    }
}
