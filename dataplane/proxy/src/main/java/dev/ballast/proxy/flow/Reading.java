package dev.ballast.proxy.flow;

/**
 * Whether a connection is read: it is while nobody holds it. Several may hold at once, each for a reason of its own, and the same
 * reason counts once. Used on the connection's event loop only.
 */
public final class Reading {
    private final Switch connection;
    private int holds;
    private long pauses;

    public Reading(Switch connection) {
        this.connection = connection;
    }

    /** Stops reading, if it is not stopped yet. */
    public void hold(Hold why) {
        int before = holds;
        holds |= bit(why);
        if (before == 0) {
            pauses++;
            connection.pauseReading();
        }
    }

    /** Takes the hold back; reading goes on when it was the last. */
    public void release(Hold why) {
        int before = holds;
        holds &= ~bit(why);
        if (before != 0 && holds == 0) {
            connection.resumeReading();
        }
    }

    public boolean held() {
        return holds != 0;
    }

    /** How often it was stopped so far. */
    public long pauses() {
        return pauses;
    }

    public boolean heldFor(Hold why) {
        return (holds & bit(why)) != 0;
    }

    private static int bit(Hold why) {
        return 1 << why.ordinal();
    }

    /** What is stopped and started. */
    public interface Switch {
        void pauseReading();

        void resumeReading();
    }
}
