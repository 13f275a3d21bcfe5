package dev.ballast.traffic.cache;

import dev.ballast.traffic.cache.CacheControl.Flag;
import java.util.concurrent.TimeUnit;

/**
 * For how long an answer is fresh, and how old it was when it came (RFC 9111, 4.2). All in seconds.
 *
 * @param lifetime from when the answer was generated; 0 for one that must be validated each time
 * @param initialAge when it came
 * @param receivedNanos when that was, by the ticker
 * @param whileRevalidate for how long after its lifetime it may be used while somebody validates it (RFC 5861, 3)
 * @param ifError for how long after its lifetime it may be used where endpoints fail (RFC 5861, 4)
 */
public record Freshness(long lifetime, long initialAge, long receivedNanos, long whileRevalidate, long ifError) {
    /**
     * When a request went out and its answer came.
     *
     * @param requestNanos by the ticker, as the one behind it
     * @param epochSeconds of the answer, by the calendar
     */
    public record Times(long requestNanos, long responseNanos, long epochSeconds) {}

    /** @param defaultLifetime of an answer that says nothing about it; 0: it has none */
    public static Freshness of(FieldValues answer, CacheControl control, long defaultLifetime, Times times) {
        long date = HttpDate.parse(answer.get("date"));
        long apparent = date == HttpDate.NONE ? 0 : Math.max(0, times.epochSeconds() - date);
        long delay = TimeUnit.NANOSECONDS.toSeconds(times.responseNanos() - times.requestNanos());
        long corrected = CacheControl.seconds(answer.get("age")) + delay;
        boolean never = control.has(Flag.NO_CACHE);
        boolean strict = never || control.has(Flag.MUST_REVALIDATE) || control.has(Flag.PROXY_REVALIDATE);
        return new Freshness(
                never ? 0 : lifetime(answer, control, defaultLifetime, date, times),
                Math.max(apparent, corrected),
                times.responseNanos(),
                strict ? 0 : Math.max(0, control.staleWhileRevalidate()),
                strict ? 0 : Math.max(0, control.staleIfError()));
    }

    /** No heuristics: who says nothing has the lifetime that the user has given, if any. */
    private static long lifetime(FieldValues answer, CacheControl control, long defaultLifetime, long date, Times times) {
        if (control.sharedMaxAge() != CacheControl.ABSENT) {
            return control.sharedMaxAge();
        }
        if (control.maxAge() != CacheControl.ABSENT) {
            return control.maxAge();
        }
        String expires = answer.get("expires");
        if (expires == null) {
            return defaultLifetime;
        }
        long end = HttpDate.parse(expires);
        return end == HttpDate.NONE ? 0 : Math.max(0, end - (date == HttpDate.NONE ? times.epochSeconds() : date));
    }

    /** Whether the answer says itself for how long it is fresh, if only for no time at all. */
    static boolean explicit(FieldValues answer, CacheControl control) {
        return control.sharedMaxAge() != CacheControl.ABSENT
                || control.maxAge() != CacheControl.ABSENT
                || control.has(Flag.NO_CACHE)
                || answer.has("expires");
    }

    /** Whether it may be used without being validated, if only while endpoints fail. */
    boolean usable() {
        return lifetime > 0 || whileRevalidate > 0 || ifError > 0;
    }

    /** Whether it is ever an answer to a request for which no endpoint is asked. */
    public boolean spares() {
        return lifetime > initialAge || whileRevalidate > 0;
    }

    public long age(long nowNanos) {
        return initialAge + Math.max(0, TimeUnit.NANOSECONDS.toSeconds(nowNanos - receivedNanos));
    }

    /** What is left of its lifetime; negative when it is over. */
    public long left(long nowNanos) {
        return lifetime - age(nowNanos);
    }

    public boolean fresh(long nowNanos) {
        return left(nowNanos) > 0;
    }

    /** Whether it may be used although it is over, because somebody validates it at this moment. */
    public boolean usableWhileRevalidated(long nowNanos) {
        return -left(nowNanos) < whileRevalidate;
    }

    /** Whether it may be used although it is over, because endpoints fail. */
    public boolean usableOnError(long nowNanos) {
        return -left(nowNanos) < ifError;
    }
}
