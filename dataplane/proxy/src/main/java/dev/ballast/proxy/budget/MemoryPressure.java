package dev.ballast.proxy.budget;

/** How short of memory the process is now. Written by one thread, read by all. */
public final class MemoryPressure {
    private static final int HURRY = 4;

    private volatile Shortage now = Shortage.NONE;

    public Shortage now() {
        return now;
    }

    void now(Shortage next) {
        now = next;
    }

    /** Whether it has come to this step. */
    public boolean at(Shortage step) {
        return now.reaches(step);
    }

    /** How long something idle is kept now that is kept for so long otherwise; 0 stays no limit. */
    public long idleMillis(long millis) {
        return at(Shortage.SHORT_IDLE) ? millis / HURRY : millis;
    }
}
