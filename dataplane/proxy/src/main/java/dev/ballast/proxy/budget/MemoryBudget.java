package dev.ballast.proxy.budget;

/**
 * Decides how short of memory the process is. A step is reached at its share of the budget and left two points below it, so that one that
 * helped a little is not taken back at once. Pure; on one thread.
 */
public final class MemoryBudget {
    private static final int LEFT_BELOW_PERCENT = 2;
    private static final Shortage[] STEPS = Shortage.values();

    private final long budget;
    private Shortage now = Shortage.NONE;

    /** @param budget bytes, from 1 */
    public MemoryBudget(long budget) {
        if (budget < 1) {
            throw new IllegalArgumentException("a budget of " + budget + " bytes: expected at least 1");
        }
        this.budget = budget;
    }

    /** What follows from so many bytes in use. */
    public Shortage used(long bytes) {
        Shortage next = Shortage.NONE;
        for (Shortage step : STEPS) {
            int from = now.reaches(step) ? step.percent() - LEFT_BELOW_PERCENT : step.percent();
            if (bytes >= share(from)) {
                next = step;
            }
        }
        now = next;
        return next;
    }

    /** How many bytes too many there are for the connections that are kept, at this use: what resets should give back. */
    public long excess(long bytes) {
        return Math.max(0, bytes - share(Shortage.NO_KEEP_ALIVE.percent()));
    }

    private long share(int percent) {
        return (long) (budget / 100.0 * percent);
    }
}
