package dev.ballast.traffic.limit;

/**
 * How often something may happen, as arithmetic: all that is remembered of what happened before is one number, which somebody else keeps. Immutable;
 * any thread. Times are {@link dev.ballast.traffic.time.Ticker}'s.
 */
public sealed interface Pace permits TokenRate, SlidingWindow {
    /** What is remembered of nothing. */
    long fresh(long now);

    /** What is remembered once it has happened now. To be asked only where {@link #waitNanos} is 0. */
    long take(long state, long now);

    /** How long it must be waited until it may happen; 0 when it may now. In nanoseconds. */
    long waitNanos(long state, long now);

    /** How often it may happen now. */
    long left(long state, long now);

    /** How long the state still says anything: after it, what is remembered is as good as {@link #fresh}. In nanoseconds, from 0. */
    long remembersNanos(long state, long now);
}
