package dev.ballast.traffic.limit;

/**
 * The arithmetic of a token bucket: it holds {@code burst} tokens, begins full, and gets a new one every {@code interval}. Its whole state is
 * one number, the moment at which it will be full again. That is the generic cell rate algorithm (ITU-T I.371, annex A, as virtual
 * scheduling), and the same as counting tokens: nothing has to be filled up by a timer, a bucket costs eight bytes, and the largest error is
 * the nanosecond that an interval is rounded by.
 *
 * <p>It lets a burst through and then an even stream. Where a number in any one window must not be exceeded, it is the wrong choice: up to
 * {@code burst} more may come in a window that follows a quiet time.
 *
 * @param intervalNanos between two tokens, from 1
 * @param burst tokens that a full bucket holds, from 1
 */
public record TokenRate(long intervalNanos, long burst) implements Pace {
    public TokenRate {
        if (intervalNanos < 1 || burst < 1) {
            throw new IllegalArgumentException("a token every " + intervalNanos + " ns, at most " + burst + ": expected at least 1 of each");
        }
    }

    /**
     * So many tokens in each period.
     *
     * @param tokens from 1 to {@code periodNanos}
     * @param burst what a full bucket holds, from 1
     */
    public static TokenRate of(long tokens, long periodNanos, long burst) {
        return new TokenRate(Math.max(1, Math.round((double) periodNanos / tokens)), burst);
    }

    /** The moment at which the bucket is full: now. */
    @Override
    public long fresh(long now) {
        return now;
    }

    /**
     * When the bucket is full again after one more token was taken.
     *
     * @param fullAt its state
     */
    @Override
    public long take(long fullAt, long now) {
        return (fullAt - now > 0 ? fullAt : now) + intervalNanos;
    }

    @Override
    public long waitNanos(long fullAt, long now) {
        return Math.max(0, take(fullAt, now) - now - intervalNanos * burst);
    }

    @Override
    public long left(long fullAt, long now) {
        return fullAt - now > 0 ? Math.max(0, burst - Math.ceilDiv(fullAt - now, intervalNanos)) : burst;
    }

    /**
     * The state of a bucket of another rate, brought here: it keeps its tokens, and drops those that do not fit. So nothing is made where one bucket gives
     * of its rate to another: what both hold together is what they held before.
     *
     * @param fullAt its state at {@code before}
     */
    long carried(TokenRate before, long fullAt, long now) {
        double missing = fullAt - now > 0 ? (double) (fullAt - now) / before.intervalNanos : 0;
        double tokens = Math.min(burst, Math.max(0, before.burst - missing));
        return now + (long) Math.ceil((burst - tokens) * intervalNanos);
    }

    @Override
    public long remembersNanos(long fullAt, long now) {
        return Math.max(0, fullAt - now);
    }
}
