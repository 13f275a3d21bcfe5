package dev.ballast.contract.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many requests are let in.
 *
 * @param name unique among them
 * @param listeners whose requests count, all of them together
 * @param key who has a budget of his own
 * @param header whose value is the key; present exactly with {@link Key#Header}
 * @param algorithm how it is counted
 * @param requests in each period, from 1
 * @param periodSeconds from 1
 * @param burst of a token bucket, from 1; of no meaning otherwise
 * @param enforced whether what is too much is refused; otherwise it is only counted
 * @param scope who counts together; absent: each pod for itself
 */
public record RateLimitConfig(
        String name,
        List<String> listeners,
        Key key,
        @Nullable String header,
        Algorithm algorithm,
        int requests,
        int periodSeconds,
        int burst,
        boolean enforced,
        @Nullable Scope scope) {
    public RateLimitConfig {
        listeners = listeners.stream().sorted().toList();
    }

    /** One that each pod counts for itself. */
    public RateLimitConfig(
            String name,
            List<String> listeners,
            Key key,
            @Nullable String header,
            Algorithm algorithm,
            int requests,
            int periodSeconds,
            int burst,
            boolean enforced) {
        this(name, listeners, key, header, algorithm, requests, periodSeconds, burst, enforced, null);
    }

    /** The same of other listeners. */
    public RateLimitConfig on(List<String> others) {
        return new RateLimitConfig(name, others, key, header, algorithm, requests, periodSeconds, burst, enforced, scope);
    }

    /** The same with its budgets shared by all pods. */
    public RateLimitConfig ofFleet() {
        return new RateLimitConfig(name, listeners, key, header, algorithm, requests, periodSeconds, burst, enforced, Scope.Fleet);
    }

    /** Who has a budget of his own. */
    public enum Key {
        ClientIP,
        Header,
        Listener,
        Route
    }

    /** How it is counted. */
    public enum Algorithm {
        TokenBucket,
        SlidingWindow
    }

    /** Who counts together, where it is not each pod for itself. */
    public enum Scope {
        Fleet
    }
}
