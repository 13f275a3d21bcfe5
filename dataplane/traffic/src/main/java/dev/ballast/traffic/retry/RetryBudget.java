package dev.ballast.traffic.retry;

import dev.ballast.traffic.time.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * Keeps tries after the first to a share of the requests, so that a backend that fails is not given many times the work for it (Finagle's RetryBudget). A
 * balance of tries: each request pays in its share and each second its least, each try takes one out, and what is not used fades with a time constant of
 * 10 s. So in the long run no more than the share is tried again, and a burst finds what 10 s have paid in.
 *
 * <p>Any thread; no locks. A request costs nothing: what came in is asked for when one is to be tried again.
 */
public final class RetryBudget {
    private static final double MEMORY_SECONDS = 10;
    private static final VarHandle BALANCE = balanceField();

    private final int percent;
    private final int perSecond;
    private final Ticker ticker;
    private volatile Balance balance;

    /** @param requests that had come when this was so */
    private record Balance(double tries, long at, long requests) {}

    /**
     * @param percent of the requests, 0 to 100
     * @param perSecond beside those
     */
    public RetryBudget(int percent, int perSecond, Ticker ticker) {
        this.percent = percent;
        this.perSecond = perSecond;
        this.ticker = ticker;
        this.balance = new Balance(perSecond * MEMORY_SECONDS, ticker.nanos(), 0);
    }

    public boolean holds(int otherPercent, int otherPerSecond) {
        return percent == otherPercent && perSecond == otherPerSecond;
    }

    /**
     * Takes one try out.
     *
     * @param requests that have come so far; when they are fewer than before, they have been counted anew
     * @return false when there is none
     */
    public boolean withdraw(long requests) {
        while (true) {
            Balance before = balance;
            long now = ticker.nanos();
            double tries = grown(before, now, Math.max(0, requests - before.requests));
            boolean enough = tries >= 1;
            if (BALANCE.compareAndSet(this, before, new Balance(enough ? tries - 1 : tries, now, requests))) {
                return enough;
            }
        }
    }

    /** What fades while it comes in: the integral of a steady income that fades from its moment on. */
    private double grown(Balance before, long now, long requests) {
        double seconds = Math.max(0, now - before.at) / (double) TimeUnit.SECONDS.toNanos(1);
        double kept = Math.exp(-seconds / MEMORY_SECONDS);
        double income = requests * percent / 100.0 + perSecond * seconds;
        double left = seconds < 1e-3 ? 1 : MEMORY_SECONDS * (1 - kept) / seconds;
        return before.tries * kept + income * left;
    }

    private static VarHandle balanceField() {
        try {
            return MethodHandles.lookup().findVarHandle(RetryBudget.class, "balance", Balance.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
