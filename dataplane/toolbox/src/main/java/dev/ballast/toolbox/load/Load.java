package dev.ballast.toolbox.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes load: a virtual thread for each request that may be under way at once, each taking the next one when it is free.
 *
 * <p>At a fixed rate (open loop) request n is due n / rate seconds after the start, and its latency counts from then, also when all
 * connections were busy: a slow server cannot hide by slowing down the client (as in wrk2). Without a rate (closed loop) the latency
 * counts from the moment of sending.
 */
public final class Load {
    private final LoadOptions options;
    private final List<Target> targets;
    private final List<byte[]> http1;
    private final List<Http2Target> http2;
    private final AtomicLong tickets = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final long perRequestNanos;

    /** @throws IllegalArgumentException when a target cannot be called */
    public Load(LoadOptions options) {
        this.options = options;
        this.targets = options.targets().stream()
                .map(url -> Target.of(url, options.connect(), options.insecure()))
                .toList();
        boolean multiplexed = options.http2Streams() > 0;
        this.http1 = multiplexed ? List.of() : targets.stream().map(target -> LoadConnection.request(options, target)).toList();
        this.http2 = multiplexed ? targets.stream().map(target -> Http2Target.of(options, target)).toList() : List.of();
        this.perRequestNanos = options.rate() > 0 ? (long) (1e9 / options.rate()) : 0;
    }

    /**
     * Runs to the end of the duration, to the last request, or until {@link #stop}; requests that were begun are ended.
     *
     * @param progress hears how far it is after each interval
     */
    public LoadReport run(Duration interval, Consumer<Progress> progress) throws InterruptedException {
        if (http2.isEmpty()) {
            return run(tally -> new Http1Client(options, targets, http1, tally), 1, interval, progress);
        }
        int threads = Math.min(options.connections(), Runtime.getRuntime().availableProcessors());
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
        try {
            return run(tally -> new Http2Client(options, http2, loops, tally), options.http2Streams(), interval, progress);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private LoadReport run(Function<Tally, Client> connection, int atOnce, Duration interval, Consumer<Progress> progress) throws InterruptedException {
        Tally tally = new Tally();
        List<Client> clients = Stream.generate(() -> connection.apply(tally)).limit(options.connections()).toList();
        long start = System.nanoTime();
        List<Thread> workers = new ArrayList<>();
        for (Client client : clients) {
            for (int i = 0; i < atOnce; i++) {
                workers.add(Thread.ofVirtual().name("load-" + workers.size()).start(() -> new Worker(client, tally, start).work()));
            }
        }
        try {
            follow(workers, tally, start, interval, progress);
        } finally {
            workers.forEach(Thread::interrupt);
            clients.forEach(Client::close);
        }
        return tally.report();
    }

    private static void follow(List<Thread> workers, Tally tally, long start, Duration interval, Consumer<Progress> progress) throws InterruptedException {
        long before = 0;
        long told = start;
        for (Thread worker : workers) {
            while (!worker.join(Duration.ofNanos(Math.max(1, told + interval.toNanos() - System.nanoTime())))) {
                long now = System.nanoTime();
                Progress present = tally.progress(before, (now - told) / 1e9);
                progress.accept(present);
                before = present.ended();
                told = now;
            }
        }
    }

    /** Begins no more requests. Any thread. */
    public void stop() {
        stopped.countDown();
    }

    /** What one request after another comes to. */
    private final class Worker {
        private final Client client;
        private final Tally tally;
        private final long start;

        Worker(Client client, Tally tally, long start) {
            this.client = client;
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
                    request((int) (ticket % targets.size()), perRequestNanos > 0 ? due : 0);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** @param due when it was due; 0 = when it is sent */
        private void request(int target, long due) throws InterruptedException {
            client.prepare(target);
            long begun = due == 0 ? System.nanoTime() : due;
            try {
                Response response = client.ask(target);
                judge(response, System.nanoTime() - begun);
            } catch (RequestFailed e) {
                tally.failed(e.why().name(), e.detail());
            }
        }

        private void judge(Response response, long nanos) {
            if (response.status() == 0) {
                tally.succeeded(nanos);
                return;
            }
            String by = response.header(options.countBy());
            tally.answered(response.status(), by == null ? "" : by);
            if (!response.good()) {
                tally.failed(Cause.Status + " " + response.status(), explained(by, response.said()));
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

        private static String explained(@Nullable String by, String said) {
            return (by == null ? "" : "answered by " + by) + (by == null || said.isEmpty() ? "" : ": ") + said;
        }
    }
}
