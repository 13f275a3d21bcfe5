package dev.ballast.traffic.limit;

import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/** One bucket that everybody takes from; see {@link TokenRate}. The rate may be another one each time. From any thread, without a lock. */
public final class TokenBucket {
    private final Ticker ticker;
    private final AtomicLong fullAt;

    /** A full one. */
    public TokenBucket(Ticker ticker) {
        this.ticker = ticker;
        this.fullAt = new AtomicLong(ticker.nanos());
    }

    /** Takes a token, if there is one. */
    public boolean take(TokenRate rate) {
        while (true) {
            long state = fullAt.get();
            long now = ticker.nanos();
            if (rate.waitNanos(state, now) > 0) {
                return false;
            }
            if (fullAt.compareAndSet(state, rate.take(state, now))) {
                return true;
            }
        }
    }
}
