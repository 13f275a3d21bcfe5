package dev.ballast.proxy.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Writes the access log, a JSON object a line, on a thread of its own, a twentieth of a second after what it tells of. At most {@value #MOST} lines wait; where the reader
 * of the log is slower than that, or more come in that time, further ones are dropped and counted: a log never holds up a request. Of what clients do wrong,
 * {@value #MOST_BLAMED} lines a second are written: a flood of them tells no more than so many do, and all would wait for the heap that it fills.
 */
public final class AccessLogWriter implements AccessLog, AutoCloseable {
    /** Lines that may wait: a few megabytes. */
    static final int MOST = 8192;
    static final int MOST_BLAMED = 1_000;
    /** So long the end waits for whoever reads the log. */
    private static final long LAST_WORDS_MILLIS = 1_000;
    /** Lines of this time are written together: on the core that requests need, to be woken and to write costs more than a line does. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** So many bytes are written at once. */
    private static final int BATCH = 32 * 1024;

    private final OutputStream out;
    private final LongSupplier nanos;
    private final JsonFactory json = new JsonFactory();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH);
    private final Queue<AccessEntry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger blamed = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private volatile long second;
    private volatile boolean asleep;
    private volatile boolean closed;

    /** @param out gets whole lines; it is flushed, not closed */
    public AccessLogWriter(OutputStream out) {
        this(out, System::nanoTime);
    }

    /** @param nanos a clock */
    AccessLogWriter(OutputStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.thread = Thread.ofPlatform().daemon().name("ballast-access-log").start(this::run);
    }

    @Override
    public void add(AccessEntry entry) {
        if (closed || waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            dropped.increment();
            return;
        }
        queue.add(entry);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean admitsBlamed() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
        if (now != second) {
            second = now; // Two loops may both find that a second has passed: a line more or less is no matter.
            blamed.set(0);
        }
        if (blamed.incrementAndGet() <= MOST_BLAMED) {
            return true;
        }
        dropped.increment();
        return false;
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed || !queue.isEmpty()) {
            write();
            asleep = true;
            // Looked at again after it has said that it sleeps: a line that came in between wakes nobody.
            if (queue.isEmpty() && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
            if (!closed) {
                LockSupport.parkNanos(this, GATHER_NANOS); // Only the end wakes it earlier.
            }
        }
    }

    private void write() {
        try {
            for (AccessEntry entry = queue.poll(); entry != null; entry = queue.poll()) {
                waiting.decrementAndGet();
                line(entry);
                if (batch.size() >= BATCH) {
                    give();
                }
            }
            give();
        } catch (IOException nobodyReads) {
            dropped.increment();
            batch.reset();
        }
    }

    private void line(AccessEntry entry) throws IOException {
        try (JsonGenerator generator = json.createGenerator(batch)) {
            entry.writeTo(generator);
        }
        batch.write('\n');
    }

    private void give() throws IOException {
        if (batch.size() > 0) {
            batch.writeTo(out);
            out.flush();
            batch.reset();
        }
    }
}
