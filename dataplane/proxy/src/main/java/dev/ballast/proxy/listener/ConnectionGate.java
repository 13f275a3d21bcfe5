package dev.ballast.proxy.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** How many client connections there may be, and are. From any thread. */
final class ConnectionGate {
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Boolean> emptied = new CompletableFuture<>();
    private volatile boolean awaited;

    ConnectionGate(int most) {
        this.most = most;
    }

    /** One more, if it may be; followed by one {@link #leave}. */
    boolean enter() {
        if (open.incrementAndGet() <= most) {
            return true;
        }
        leave();
        return false;
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
