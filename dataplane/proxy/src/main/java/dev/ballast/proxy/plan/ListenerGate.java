package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.ListenerLimitsConfig;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.traffic.limit.TokenBucket;
import dev.ballast.traffic.limit.TokenRate;
import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many clients of a listener are in, and how fast they come. It lives as long as plans have a listener of that name; the limits are those of
 * the plan under which somebody comes. From any thread.
 */
public final class ListenerGate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicInteger open = new AtomicInteger();
    private final TokenBucket pace;

    ListenerGate(Ticker ticker) {
        this.pace = new TokenBucket(ticker);
    }

    /** One more, if it may be: null, and followed by one {@link #leave}; otherwise why not. */
    public @Nullable ListenerEvent enter(@Nullable ListenerLimitsConfig limits) {
        int now = open.incrementAndGet();
        ListenerEvent refusal = limits == null ? null : refusal(limits, now);
        if (refusal != null) {
            leave();
        }
        return refusal;
    }

    private @Nullable ListenerEvent refusal(ListenerLimitsConfig limits, int now) {
        if (limits.maxConnections() > 0 && now > limits.maxConnections()) {
            return ListenerEvent.REFUSED_BY_LIMIT;
        }
        int perSecond = limits.maxConnectionsPerSecond();
        return perSecond == 0 || pace.take(TokenRate.of(perSecond, SECOND, perSecond)) ? null : ListenerEvent.REFUSED_BY_RATE;
    }

    public void leave() {
        open.decrementAndGet();
    }
}
