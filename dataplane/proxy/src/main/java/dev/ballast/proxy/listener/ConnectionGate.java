package dev.ballast.proxy.listener;

import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.telemetry.ProcessEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many client connections there may be, and are; none comes in where memory is too short. From any thread. */
final class ConnectionGate {
    private final int most;
    private volatile int allowed;
    private final MemoryPressure memory;
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Boolean> emptied = new CompletableFuture<>();
    private volatile boolean awaited;

    ConnectionGate(int most, MemoryPressure memory) {
        this.most = most;
        this.allowed = most;
        this.memory = memory;
    }

    /** One more, if it may be: null, and followed by one {@link #leave}; otherwise why not. */
    @Nullable ProcessEvent enter() {
        if (memory.at(Shortage.REFUSE_NEW)) {
            return ProcessEvent.CONNECTION_REFUSED_FOR_MEMORY;
        }
        if (open.incrementAndGet() <= allowed) {
            return null;
        }
        leave();
        return ProcessEvent.CONNECTION_REFUSED;
    }

    /** From now on no more than so many, and never more than the process can carry; those that are in stay. 0: what it can carry. */
    void allow(int connections) {
        allowed = connections == 0 ? most : Math.min(most, connections);
    }

    void leave() {
        if (open.decrementAndGet() == 0 && awaited) {
            emptied.complete(true);
        }
    }

    int open() {
        return open.get();
    }

    /** Waits until none is open, or the time is up; none may enter any more. Answers how many are open. */
    int awaitEmpty(Duration timeout) throws InterruptedException {
        awaited = true;
        if (open.get() > 0) {
            try {
                emptied.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException timeIsUp) {
                return open.get();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return open.get();
    }
}
