package dev.ballast.proxy.budget;

/** How short of memory the process is, and what it does without; each step keeps what those before it do. */
public enum Shortage {
    /** Nothing. */
    NONE(0),
    /** Connections without a request are kept for a quarter of their time. */
    SHORT_IDLE(80),
    /** Connections are not kept for another request. */
    NO_KEEP_ALIVE(85),
    /** What holds most for somebody who does not take it is reset. */
    RESET_LARGEST(90),
    /** No connection is accepted. */
    REFUSE_NEW(95);

    private final int percent;

    Shortage(int percent) {
        this.percent = percent;
    }

    /** From how much of the budget on, in percent. */
    public int percent() {
        return percent;
    }

    /** Whether it is this step or a later one. */
    public boolean reaches(Shortage step) {
        return compareTo(step) >= 0;
    }
}
