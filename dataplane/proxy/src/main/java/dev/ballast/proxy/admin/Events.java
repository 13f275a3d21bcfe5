package dev.ballast.proxy.admin;

import dev.ballast.contract.wire.Event;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the operator is told without asking. Anyone may publish, from any thread, an event loop too: publishing never waits. Each reader
 * has a queue of its own of {@value #QUEUE} events; what does not fit is dropped, because the next heartbeat says everything that
 * matters. {@value #READERS} readers are kept; one more ends the oldest, which most likely died without a word.
 */
public final class Events {
    static final int QUEUE = 64;
    static final int READERS = 8;

    private static final int ENDPOINTS_REMEMBERED = 4096;
    private static final long FAILURE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConfigGate gate;
    private final Readiness readiness;
    private final LongSupplier nanoTime;
    private final Duration heartbeat;
    private final Deque<Reader> readers = new ArrayDeque<>();
    private final Map<String, Long> lastFailures = new ConcurrentHashMap<>();

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param heartbeat the longest silence
     */
    public Events(ConfigGate gate, Readiness readiness, LongSupplier nanoTime, Duration heartbeat) {
        this.gate = gate;
        this.readiness = readiness;
        this.nanoTime = nanoTime;
        this.heartbeat = heartbeat;
        gate.onChange(this::changed);
    }

    /** What runs, or whether the process is ready, has changed: every reader hears it at once. */
    public void changed() {
        publish(heartbeat());
    }

    /** An endpoint did not take a connection. Told at most once a second for each endpoint. */
    public void connectFailed(String backend, String endpoint) {
        long now = nanoTime.getAsLong();
        if (lastFailures.size() >= ENDPOINTS_REMEMBERED) {
            lastFailures.clear();
        }
        String key = backend + ' ' + endpoint;
        @Nullable Long told = lastFailures.get(key);
        if (told != null && now - told < FAILURE_INTERVAL_NANOS) {
            return;
        }
        boolean ours = told == null ? lastFailures.putIfAbsent(key, now) == null : lastFailures.replace(key, told, now);
        if (ours) {
            publish(new Event.ConnectFailure(backend, endpoint));
        }
    }

    /** What becomes of the budgets that the fleet shares. */
    public void used(Event.Uses uses) {
        publish(uses);
    }

    /** The process goes down, with so many client connections still open. */
    public void draining(int connections) {
        publish(new Event.Draining(connections));
    }

    /** Readers that listen now. */
    public int readers() {
        synchronized (readers) {
            return readers.size();
        }
    }

    /** Ends every reader. */
    void end() {
        synchronized (readers) {
            readers.forEach(Reader::end);
        }
    }

    /** A new reader on this thread, which {@link Reader#next} will be called on; its first event is a heartbeat. */
    Reader subscribe() {
        Reader reader = new Reader(Thread.currentThread());
        reader.queue.add(heartbeat());
        synchronized (readers) {
            if (readers.size() >= READERS) {
                readers.removeFirst().end();
            }
            readers.addLast(reader);
        }
        return reader;
    }

    private void publish(Event event) {
        List<Reader> all;
        synchronized (readers) {
            all = List.copyOf(readers);
        }
        all.forEach(reader -> reader.queue.offer(event));
    }

    private Event.Heartbeat heartbeat() {
        RunningSnapshot running = gate.state().running();
        boolean ready = readiness.isReady();
        return running == null
                ? new Event.Heartbeat(null, null, ready)
                : new Event.Heartbeat(running.revision(), running.digests(), ready);
    }

    /** One who listens. Closed by its own thread. */
    final class Reader implements AutoCloseable {
        private final Thread thread;
        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);

        private Reader(Thread thread) {
            this.thread = thread;
        }

        /** Waits for the next event, at most until a heartbeat is due. */
        Event next() throws InterruptedException {
            @Nullable Event event = queue.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
            return event == null ? heartbeat() : event;
        }

        /** Also frees a thread that is stuck writing to a reader who does not read: an interrupt closes its socket. */
        private void end() {
            thread.interrupt();
        }

        @Override
        public void close() {
            synchronized (readers) {
                readers.remove(this);
            }
        }
    }
}
