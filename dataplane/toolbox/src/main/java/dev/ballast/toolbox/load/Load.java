package dev.ballast.toolbox.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes load: one virtual thread a connection, each taking the next request when it is free.
 *
 * <p>At a fixed rate (open loop) request n is due n / rate seconds after the start, and its latency counts from then, also when all
 * connections were busy: a slow server cannot hide by slowing down the client (as in wrk2). Without a rate (closed loop) the latency
 * counts from the moment of sending.
 */
public final class Load {
    private final LoadOptions options;
    private final List<Target> targets;
    private final List<byte[]> requests;
    private final AtomicLong tickets = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final long perRequestNanos;

    /** @throws IllegalArgumentException when a target cannot be called */
    public Load(LoadOptions options) {
        this.options = options;
        this.targets = options.targets().stream()
                .map(url -> Target.of(url, options.connect(), options.insecure()))
                .toList();
        this.requests = targets.stream().map(target -> LoadConnection.request(options, target)).toList();
        this.perRequestNanos = options.rate() > 0 ? (long) (1e9 / options.rate()) : 0;
    }

    /**
     * Runs to the end of the duration, to the last request, or until {@link #stop}; requests that were begun are ended.
     *
     * @param progress hears a line after each interval
     */
    public LoadReport run(Duration interval, Consumer<String> progress) throws InterruptedException {
        Tally tally = new Tally();
        long start = System.nanoTime();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            workers.add(Thread.ofVirtual().name("load-" + i).start(() -> new Worker(tally, start).work()));
        }
        long before = 0;
        long told = start;
        for (Thread worker : workers) {
            while (!worker.join(Duration.ofNanos(Math.max(1, told + interval.toNanos() - System.nanoTime())))) {
                long now = System.nanoTime();
                progress.accept(tally.progress(before, (now - told) / 1e9));
                before = tally.ended();
                told = now;
            }
        }
        return tally.report();
    }

    /** Begins no more requests. Any thread. */
    public void stop() {
        stopped.countDown();
    }

    /** What one connection does. */
    private final class Worker {
        private final Tally tally;
        private final long start;
        private final Map<Target, LoadConnection> idle = new HashMap<>();

        Worker(Tally tally, long start) {
            this.tally = tally;
            this.start = start;
        }

        void work() {
            try {
                while (true) {
                    long ticket = tickets.getAndIncrement();
                    long due = perRequestNanos > 0 ? start + ticket * perRequestNanos : System.nanoTime();
                    boolean past = due - start >= options.duration().toNanos() || (options.requests() > 0 && ticket >= options.requests());
                    if (past || stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    int turn = (int) (ticket % targets.size());
                    request(targets.get(turn), requests.get(turn), perRequestNanos > 0 ? due : 0);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                idle.values().forEach(LoadConnection::close);
            }
        }

        /** @param due when it was due; 0 = when it is sent */
        private void request(Target target, byte[] bytes, long due) {
            LoadConnection connection = null;
            try {
                connection = reusable(target);
                long begun = due == 0 ? System.nanoTime() : due;
                if (connection == null) {
                    connection = LoadConnection.open(target, options.timeout());
                    tally.opened();
                }
                Response response = connection.exchange(bytes, options.method().equals("HEAD"));
                long nanos = System.nanoTime() - begun;
                if (response.reusable() && !options.connectionPerRequest()) {
                    idle.put(target, connection);
                } else {
                    connection.close();
                }
                judge(response, nanos);
            } catch (RequestFailed e) {
                if (connection != null) {
                    connection.close();
                }
                tally.failed(e.why().name(), e.detail());
            }
        }

        private @Nullable LoadConnection reusable(Target target) {
            LoadConnection connection = idle.remove(target);
            if (connection != null && options.retryStale() && connection.foundClosed()) {
                connection.close();
                tally.replaced();
                return null;
            }
            return connection;
        }

        private void judge(Response response, long nanos) {
            if (response.status() == 0) {
                tally.succeeded(nanos);
                return;
            }
            String by = response.header(options.countBy());
            tally.answered(response.status(), by == null ? "" : by);
            if (response.status() < 200 || response.status() > 399) {
                tally.failed(Cause.Status + " " + response.status(), by == null ? "" : "answered by " + by);
                return;
            }
            for (LoadOptions.Header expected : options.expectHeaders()) {
                String found = response.header(expected.name());
                if (!expected.value().equals(found)) {
                    tally.failed(
                            Cause.UnexpectedHeader.name(),
                            expected.name() + " is " + (found == null ? "absent" : found) + ", expected " + expected.value());
                    return;
                }
            }
            tally.succeeded(nanos);
        }
    }
}
