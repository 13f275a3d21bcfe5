package dev.ballast.traffic.limit;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What this pod has of a budget that its fleet shares: a {@link Pace} of its quota, which may be another one from one moment to the next, and how much is
 * asked of it. While the quotas of all pods add up to no more than the budget, so does what they let in, also while quotas move:
 *
 * <ul>
 *   <li>a token bucket keeps its tokens when its quota changes, so that none is there twice; each pod has room for at least one;
 *   <li>a sliding window that has less from now on still {@link #held holds} what it let in, until that is out of the window.
 * </ul>
 *
 * <p>{@link #take} may be called by any thread, without a lock; {@link #sample} by one; {@link #allow} by one.
 */
public final class SharedBudget {
    /** How long one waits who has nothing of a budget: by then the operator has heard that something is wanted. */
    private static final long NOTHING_YET_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Demand is what it was lately: as long as ten requests of the whole budget take, within these bounds. */
    private static final double SHORTEST_MEMORY_SECONDS = 2;

    private static final double LONGEST_MEMORY_SECONDS = 60;
    private static final double NO_DEMAND = 1e-6;
    /** A token in more than half a year is none. */
    private static final double LONGEST_INTERVAL_NANOS = 2e16;

    private final RateLimitConfig config;
    private final long periodNanos;
    private final double memorySeconds;
    private final Ticker ticker;
    private final AtomicLong state;
    private final LongAdder asked = new LongAdder();
    private long sampledAt;
    private volatile double demand;
    private volatile Part part;

    /** @param pace null where the part is too small for anything */
    private record Part(long parts, @Nullable Pace pace) {}

    /** @param parts the quota to begin with, in billionths */
    public SharedBudget(RateLimitConfig config, long parts, Ticker ticker) {
        this.config = config;
        this.periodNanos = TimeUnit.SECONDS.toNanos(config.periodSeconds());
        this.memorySeconds =
                Math.clamp(10.0 * config.periodSeconds() / config.requests(), SHORTEST_MEMORY_SECONDS, LONGEST_MEMORY_SECONDS);
        this.ticker = ticker;
        this.sampledAt = ticker.nanos();
        this.part = new Part(parts, pace(parts));
        Pace pace = part.pace();
        this.state = new AtomicLong(pace == null ? sampledAt : pace.fresh(sampledAt));
    }

    private @Nullable Pace pace(long parts) {
        return switch (config.algorithm()) {
            case TokenBucket -> {
                double interval = (double) periodNanos * FleetConfig.WHOLE / ((double) config.requests() * parts);
                long burst = Math.max(1, FleetConfig.whole(parts, config.burst()));
                yield interval > LONGEST_INTERVAL_NANOS ? null : new TokenRate(Math.max(1, (long) Math.ceil(interval)), burst);
            }
            case SlidingWindow -> {
                long most = FleetConfig.whole(parts, config.requests());
                yield most == 0 ? null : new SlidingWindow(periodNanos, most);
            }
        };
    }

    /** It happens, if it may: 0; otherwise how many nanoseconds must be waited. */
    public long take() {
        asked.increment();
        while (true) {
            Pace pace = part.pace();
            if (pace == null) {
                return NOTHING_YET_NANOS;
            }
            long now = ticker.nanos();
            long before = state.get();
            long wait = pace.waitNanos(before, now);
            if (wait > 0) {
                return wait;
            }
            if (state.compareAndSet(before, pace.take(before, now))) {
                return 0;
            }
        }
    }

    /**
     * Another quota from now on.
     *
     * @param parts in billionths
     */
    public void allow(long parts) {
        Part before = part;
        if (before.parts() == parts) {
            return;
        }
        Part next = new Part(parts, pace(parts));
        // Who takes between the two steps has the smaller of the two.
        if (parts < before.parts()) {
            part = next;
            carry(before, next);
        } else {
            carry(before, next);
            part = next;
        }
    }

    private void carry(Part before, Part next) {
        long now = ticker.nanos();
        if (next.pace() instanceof TokenRate rate) {
            // Who had no rate has no tokens.
            long empty = now + rate.intervalNanos() * rate.burst();
            state.updateAndGet(fullAt -> before.pace() instanceof TokenRate old ? rate.carried(old, fullAt, now) : empty);
        }
    }

    /** Its quota, in billionths. */
    public long allowed() {
        return part.parts();
    }

    /** What it has now, in billionths: its quota, or what it let in within the window that ends now where that is more. */
    public long held() {
        Part now = part;
        if (config.algorithm() == RateLimitConfig.Algorithm.TokenBucket) {
            return now.parts();
        }
        long counted = new SlidingWindow(periodNanos, config.requests()).counted(state.get(), ticker.nanos());
        return Math.max(now.parts(), Math.min(FleetConfig.WHOLE, FleetConfig.parts(counted, config.requests())));
    }

    /** What is asked for in a period lately, let in or not, in billionths of the whole. */
    public long demand() {
        return (long) Math.min(Long.MAX_VALUE / 4.0, demand * FleetConfig.WHOLE);
    }

    /** Looks at what was asked since the last time; each second or so. */
    public void sample() {
        long now = ticker.nanos();
        double seconds = (now - sampledAt) / 1e9;
        if (seconds <= 0) {
            return;
        }
        sampledAt = now;
        double latest = asked.sumThenReset() / seconds * config.periodSeconds() / config.requests();
        double next = demand + (latest - demand) * (1 - Math.exp(-seconds / memorySeconds));
        demand = next < NO_DEMAND ? 0 : next;
    }
}
