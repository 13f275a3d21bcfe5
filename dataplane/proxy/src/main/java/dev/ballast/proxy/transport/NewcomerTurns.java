package dev.ballast.proxy.transport;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What one loop does for connections that are new: accepting them, the steps of their handshakes, and reading what they send until they have been served
 * once. Nobody knows yet whether they mean well, anybody can bring any number of them, and each costs as much as a dozen requests; so it is done in the order
 * in which it came, for a short time in each turn of the loop, and between that whatever else is ready has its turn. However many come at once, a request
 * on a connection that was served before waits for those of one turn only.
 *
 * <p>A connection waits with one step at a time: there are never more of them than connections. A step whose connection has gone is found to be
 * nothing when its turn comes; the caller watches the time. On the loop only.
 */
public final class NewcomerTurns {
    /** Two or three signatures of ECDSA; what a turn itself costs is a hundredth of that. */
    public static final long NANOS_A_TURN = TimeUnit.MICROSECONDS.toNanos(500);

    private final LongSupplier nanoTime;
    private final Consumer<Runnable> thisTurn;
    private final Consumer<Runnable> nextTurn;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean due;

    /**
     * @param thisTurn runs a task when what is ready in this turn of the loop has been looked at
     * @param nextTurn runs a task after what is ready in the next one
     */
    public NewcomerTurns(LongSupplier nanoTime, Consumer<Runnable> thisTurn, Consumer<Runnable> nextTurn) {
        this.nanoTime = nanoTime;
        this.thisTurn = thisTurn;
        this.nextTurn = nextTurn;
    }

    /** Runs a step when its turn has come; never inside this call. */
    public void add(Runnable step) {
        waiting.addLast(step);
        if (!due) {
            due = true;
            thisTurn.accept(this::turn);
        }
    }

    /** At least one, whatever it costs. A step that fails takes no other one with it. */
    private void turn() {
        long began = nanoTime.getAsLong();
        try {
            Runnable step;
            while ((step = waiting.pollFirst()) != null) {
                step.run();
                if (nanoTime.getAsLong() - began >= NANOS_A_TURN) {
                    return;
                }
            }
        } finally {
            due = !waiting.isEmpty();
            if (due) {
                nextTurn.accept(this::turn);
            }
        }
    }
}
