package dev.ballast.proxy.admin;

import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigState;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether traffic should come here: a whole snapshot runs with all its listeners bound, and the process does not go down. After the first
 * snapshot a late or refused change never makes it unready.
 *
 * <p>A process that began with a boot snapshot waits a moment for a push: the boot snapshot may be older than what the others run. An operator
 * asks what runs before it pushes; when it has asked and does not push at once, it wants nothing else, and the wait ends.
 */
public final class Readiness {
    /** How long the operator takes at most from the answer that tells it what runs to the end of its push, where all is well. */
    private static final Duration PUSH_AFTER_ASKING = Duration.ofSeconds(1);

    private final ConfigGate gate;
    private final LongSupplier nanoTime;
    private final Duration pushWait;
    private volatile String bootTrouble = "the boot snapshot is being read";
    private volatile boolean draining;
    private volatile long mustPushUntil;
    private boolean asked;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param pushWait how long a push is waited for, from now, before a boot snapshot is enough
     */
    public Readiness(ConfigGate gate, LongSupplier nanoTime, Duration pushWait) {
        this.gate = gate;
        this.nanoTime = nanoTime;
        this.pushWait = pushWait;
        this.mustPushUntil = nanoTime.getAsLong() + pushWait.toNanos();
    }

    /**
     * The operator was told what runs. Only the first time counts: it asks again while its push is on its way.
     *
     * @param content whether it said that it wants nothing else, so that no push will come
     */
    public synchronized void operatorAsked(boolean content) {
        if (content) {
            asked = true;
            mustPushUntil = nanoTime.getAsLong();
        } else if (!asked) {
            asked = true;
            long after = nanoTime.getAsLong() + PUSH_AFTER_ASKING.toNanos();
            mustPushUntil = after - mustPushUntil < 0 ? after : mustPushUntil;
        }
    }

    /** Why the process has nothing to begin with; empty when it has. */
    public void bootTrouble(String why) {
        bootTrouble = why;
    }

    /** The process goes down: not ready from now on. */
    public void drain() {
        draining = true;
    }

    public boolean draining() {
        return draining;
    }

    public boolean isReady() {
        return whyNot().isEmpty();
    }

    /** Why traffic should not come here, as a person reads it; empty when it should. */
    public String whyNot() {
        if (draining) {
            return "draining: the process goes down";
        }
        ConfigState state = gate.state();
        if (state.running() == null) {
            String refusal = state.refusal() == null ? "" : "; the last offer was refused: " + state.refusal().problems();
            return "no snapshot runs: " + (bootTrouble.isEmpty() ? "waiting for a push" : bootTrouble) + refusal;
        }
        boolean waiting = !state.pushed() && nanoTime.getAsLong() - mustPushUntil < 0;
        return waiting ? "the boot snapshot runs; waiting for a push, at most " + pushWait.toMillis() + " ms from the start" : "";
    }
}
