package dev.ballast.proxy.plan;

/** The plan that runs: the one reference that is swapped. Whoever begins something reads it once and keeps what it read. */
public final class LivePlan {
    private volatile Plan plan = Plan.NONE;
    private volatile boolean goingDown;

    public Plan plan() {
        return plan;
    }

    /** Config worker only. */
    public void swap(Plan next) {
        plan = next;
    }

    /** Whether the process is about to end, so that no connection is kept for another request. */
    public boolean goingDown() {
        return goingDown;
    }

    public void goDown() {
        goingDown = true;
    }
}
