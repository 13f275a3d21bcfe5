package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.RateLimitEvent;
import dev.ballast.traffic.limit.KeyedPace;
import dev.ballast.traffic.limit.Pace;
import dev.ballast.traffic.limit.SharedBudget;
import dev.ballast.traffic.limit.SlidingWindow;
import dev.ballast.traffic.limit.TokenRate;
import dev.ballast.traffic.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A rate limit alive: what it remembers outlives plans that have it as it is. From any thread. */
public final class RateLimit {
    /** Keys that are known at once, where anybody may bring one; 16 bytes each. */
    private static final int PLACES = 65_536;

    /** The same where the resource names them. */
    private static final int NAMED_PLACES = 8_192;

    private final RateLimitConfig config;
    private final byte[] header;
    private final @Nullable KeyedPace pace;
    private final SharedBudgets shared = new SharedBudgets();
    private final Counters<RateLimitEvent> events;
    private final Ticker ticker;

    RateLimit(RateLimitConfig config, Counters<RateLimitEvent> events, Ticker ticker) {
        this.config = config;
        this.header = config.header() == null ? new byte[0] : config.header().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
        this.pace = isShared(config) ? null : new KeyedPace(pace(config), places(config.key()));
        this.events = events;
        this.ticker = ticker;
    }

    static boolean isShared(RateLimitConfig config) {
        return config.scope() == RateLimitConfig.Scope.Fleet;
    }

    /** Those that its fleet shares; none where each pod counts for itself. */
    SharedBudgets shared() {
        return shared;
    }

    private static int places(RateLimitConfig.Key key) {
        return switch (key) {
            case ClientIP, Header -> PLACES;
            case Listener, Route -> NAMED_PLACES;
        };
    }

    private static Pace pace(RateLimitConfig config) {
        long period = TimeUnit.SECONDS.toNanos(config.periodSeconds());
        return switch (config.algorithm()) {
            case TokenBucket -> TokenRate.of(config.requests(), period, config.burst());
            case SlidingWindow -> new SlidingWindow(period, config.requests());
        };
    }

    public RateLimitConfig config() {
        return config;
    }

    /** Whose value is the key, in lower case; empty without one. Not to be changed. */
    public byte[] header() {
        return header;
    }

    /**
     * Counts a request.
     *
     * @param key hash of the key
     * @param loop index of the caller's
     * @return how many nanoseconds it must wait; 0 when it is let in
     */
    public long take(long key, int loop) {
        long wait = pace == null ? takeShared(key) : pace.take(key, ticker.nanos());
        if (wait == 0) {
            events.count(loop, RateLimitEvent.LET_IN);
            return 0;
        }
        events.count(loop, config.enforced() ? RateLimitEvent.REFUSED : RateLimitEvent.OBSERVED);
        return config.enforced() ? wait : 0;
    }

    private long takeShared(long key) {
        SharedBudget budget = shared.find(key);
        return budget == null ? 0 : budget.take();
    }
}
