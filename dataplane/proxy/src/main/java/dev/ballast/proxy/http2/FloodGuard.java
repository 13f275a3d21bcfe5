package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Deadlines;
import org.jspecify.annotations.Nullable;

/** Counts what a peer may do so often and no more; each method says whether it is too much now. */
final class FloodGuard {
    /** A continuation of less than this is a small one: half of what a frame may carry. */
    private static final int SMALL_CONTINUATION = 8 * 1024;

    private final Http2Limits limits;
    private final Deadlines deadlines;
    private Deadlines.@Nullable Deadline resetsForgotten;
    private Deadlines.@Nullable Deadline idleForgotten;
    private int resets;
    private int idle;
    private int empty;
    private int smallContinuations;
    private int queued;

    FloodGuard(Http2Limits limits, Deadlines deadlines) {
        this.limits = limits;
        this.deadlines = deadlines;
    }

    /** A stream was reset, by the peer or because of it. */
    boolean reset() {
        Deadlines.Deadline forgotten = resetsForgotten;
        if (forgotten == null) {
            resetsForgotten = forgotten = deadlines.deadline(() -> resets = 0);
        }
        if (resets++ == 0) {
            forgotten.in(limits.resetMillis());
        }
        return resets > limits.resets();
    }

    /** A frame came that moves neither headers nor content. */
    boolean idle() {
        Deadlines.Deadline forgotten = idleForgotten;
        if (forgotten == null) {
            idleForgotten = forgotten = deadlines.deadline(() -> idle = 0);
        }
        if (idle++ == 0) {
            forgotten.in(limits.idleMillis());
        }
        return idle > limits.idleFrames();
    }

    /** A header or content moved, either way. */
    void progress() {
        idle = 0;
    }

    /** A frame came that could carry something. */
    boolean carries(int octets, boolean ends) {
        empty = octets > 0 || ends ? 0 : empty + 1;
        return empty > limits.emptyFrames();
    }

    void blockBegins() {
        smallContinuations = 0;
    }

    boolean continuation(int octets) {
        return octets < SMALL_CONTINUATION && ++smallContinuations > limits.smallContinuations();
    }

    /** An answer to a frame of control is about to be written. */
    boolean answers(boolean allTaken) {
        queued = allTaken ? 1 : queued + 1;
        return queued > limits.queuedAnswers();
    }

    /** The connection is over. */
    void end() {
        if (resetsForgotten != null) {
            resetsForgotten.cancel();
        }
        if (idleForgotten != null) {
            idleForgotten.cancel();
        }
    }
}
