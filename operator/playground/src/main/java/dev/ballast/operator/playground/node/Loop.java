package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the same thing again whenever something has changed: many changes in a burst are one run, and a run that fails is tried again. The runs
 * are on one thread.
 */
final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long RETRY_MILLIS = 200;

    private final String name;
    private final Runnable action;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    Loop(String name, Runnable action) {
        this.name = name;
        this.action = action;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    Loop start() {
        thread.start();
        wake();
        return this;
    }

    /** Something has changed. */
    void wake() {
        changes.release();
    }

    /** Wakes on every event of an informer. */
    <T> ResourceEventHandler<T> wakes() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                wake();
            }

            @Override
            public void onUpdate(T before, T after) {
                wake();
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                wake();
            }
        };
    }

    private void run() {
        try {
            while (!closed) {
                changes.acquire();
                changes.drainPermits();
                if (!once()) {
                    Thread.sleep(RETRY_MILLIS);
                    wake();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean once() {
        try {
            action.run();
            return true;
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.debug("{} tries again: {}", name, e.toString());
            }
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
