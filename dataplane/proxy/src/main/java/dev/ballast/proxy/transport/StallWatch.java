package dev.ballast.proxy.transport;

/**
 * Notices a peer that takes nothing of what is ready for it. Begun whenever something waits; asks once a period whether the kernel took
 * anything since, and ends by itself when nothing waits any more. On the connection's loop only.
 */
public final class StallWatch {
    private final Connection connection;
    private final Runnable stalled;
    private final Deadlines.Deadline deadline;
    private long millis;
    private long seen;

    /** @param stalled what is done when the peer took nothing for a whole period */
    public StallWatch(Connection connection, Runnable stalled) {
        this.connection = connection;
        this.stalled = stalled;
        this.deadline = connection.loop().deadlines().deadline(this::look);
    }

    /** @param periodMillis 0 = never stalled */
    public void begin(long periodMillis) {
        if (!deadline.isSet() && periodMillis > 0) {
            millis = periodMillis;
            seen = connection.progress();
            deadline.in(millis);
        }
    }

    public void end() {
        deadline.cancel();
    }

    private void look() {
        if (connection.pending() == 0) {
            return;
        }
        long now = connection.progress();
        if (now == seen) {
            stalled.run();
        } else {
            seen = now;
            deadline.in(millis);
        }
    }
}
