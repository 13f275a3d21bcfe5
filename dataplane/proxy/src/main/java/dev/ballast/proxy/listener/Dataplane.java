package dev.ballast.proxy.listener;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The part of the process that moves bytes: its event loops, its listening sockets and the plan that runs.
 *
 * <p>{@link #install}, {@link #beginDrain}, {@link #awaitDrained} and {@link #close} are called from one thread at a time (the
 * config worker); everything else from any thread.
 */
public final class Dataplane implements AutoCloseable {
    /** Starts the event loops; nothing is listened on before the first {@link #install}. */
    public Dataplane(DataplaneOptions options, Telemetry telemetry, DataplaneObserver observer) {}

    /**
     * Makes a snapshot the running one: compiles it beside, opens the sockets it adds, swaps one reference, then stops accepting
     * on the listeners that are gone and drains their connections. Connections of a listener that stays are not touched; requests
     * that begin after the swap use the new plan.
     *
     * <p>Blocks until the sockets are open, a few milliseconds.
     *
     * @return what stands in the way; when it is not empty, nothing has changed
     */
    public List<Problem> install(Snapshot snapshot) {
        throw new UnsupportedOperationException();
    }

    /** The port that each listener of the running plan is bound to, by the listener's name; empty before the first {@link #install}. */
    public Map<String, Integer> boundPorts() {
        return Map.of();
    }

    /** Client connections that are open now. */
    public int openConnections() {
        return 0;
    }

    /**
     * The process goes down: new connections are still accepted, but every answer says {@code Connection: close} and idle
     * connections are closed.
     */
    public void beginDrain() {}

    /**
     * Stops accepting, waits until no client connection is open, and cuts what is still open after the timeout.
     *
     * @return how many connections were cut
     * @throws InterruptedException when the waiting thread is interrupted; nothing more is cut then
     */
    public int awaitDrained(Duration timeout) throws InterruptedException {
        return 0;
    }

    /** Closes every socket at once and ends the event loops. Does nothing the second time. */
    @Override
    public void close() {}
}
