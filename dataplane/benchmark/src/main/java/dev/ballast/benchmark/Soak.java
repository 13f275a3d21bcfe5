package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of memory and descriptors under a moderate load that lasts: wrk over HTTP/1.1 and h2load over HTTP/2 and TLS at the same time, whose connections
 * are all made anew every so often. Arguments: the program, the file to write, and seconds (600 where they are not said). Ends with 1 where the live heap grows, more
 * descriptors are open at rest than before, or a request failed.
 */
final class Soak {
    private static final int SECONDS = 600;
    private static final int WARM_UP_SECONDS = 20;
    /** The life of a connection. */
    private static final int ROUND_SECONDS = 60;
    private static final int SAMPLE_SECONDS = 10;
    /** Connections to endpoints that nobody uses are closed by then. */
    private static final int REST_SECONDS = 10;
    private static final int BUDGET_MIB = 256;

    /** A request every 20 ms on each of wrk's connections. */
    private static final String PACE = "function delay() return 20 end\n";

    private static final int HTTP1_CONNECTIONS = 64;
    private static final int HTTP2_CONNECTIONS = 8;
    private static final int HTTP2_STREAMS = 10;
    private static final int HTTP2_RATE = 300;

    private final Lab lab;
    private final Subject target;
    private final Path pace;
    private long answered;
    private long failed;

    private Soak(Lab lab) throws IOException, InterruptedException {
        this.lab = lab;
        this.target = new Subject(lab, BUDGET_MIB);
        this.pace = Files.writeString(lab.directory().resolve("pace.lua"), PACE);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : SECONDS;
        boolean held;
        try (Lab lab = new Lab(Path.of(arguments[0]).toAbsolutePath(), null)) {
            held = new Soak(lab).run(seconds, Path.of(arguments[1]));
        }
        System.exit(held ? 0 : 1); // Not before the lab has ended its processes.
    }

    private boolean run(int seconds, Path file) throws IOException, InterruptedException {
        round(WARM_UP_SECONDS, new ArrayList<>());
        Course.Sample before = rest();
        List<Course.Sample> samples = new ArrayList<>();
        for (int left = seconds; left > 0; left -= ROUND_SECONDS) {
            round(Math.min(left, ROUND_SECONDS), samples);
        }
        Course.Sample after = rest();
        Course course = new Course(samples);
        boolean held = !course.heapGrows() && after.descriptors() <= before.descriptors() && failed == 0;
        String page = page(seconds, course, before, after, held);
        System.out.print(page);
        Files.writeString(file, page);
        return held;
    }

    private Course.Sample rest() throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        return target.sample();
    }

    /** Both loads on connections of their own; a sample every so often. */
    private void round(int seconds, List<Course.Sample> samples) throws IOException, InterruptedException {
        FutureTask<WrkReport> http1 = begin(() -> WrkReport.of(Lab.output(
                "taskset", "-c", Lab.OTHER_CORE, "wrk", "-t1", "-c" + HTTP1_CONNECTIONS, "-d" + seconds + "s", "--latency", "-s", pace.toString(),
                "http://127.0.0.1:" + target.web() + "/")));
        FutureTask<H2LoadReport> http2 = begin(() -> H2LoadReport.of(Lab.output(
                "taskset", "-c", Lab.OTHER_CORE, "h2load", "-t1", "-c" + HTTP2_CONNECTIONS, "-m" + HTTP2_STREAMS, "--rps=" + HTTP2_RATE, "-D" + seconds,
                "--npn-list=h2", "https://127.0.0.1:" + target.secure() + "/")));
        long began = System.nanoTime();
        for (long at = SAMPLE_SECONDS; at <= seconds - SAMPLE_SECONDS / 2; at += SAMPLE_SECONDS) {
            TimeUnit.NANOSECONDS.sleep(began + TimeUnit.SECONDS.toNanos(at) - System.nanoTime());
            Course.Sample sample = target.sample();
            System.err.printf(Locale.ROOT, "%.2f MiB live, %.0f resident, %d descriptors%n", sample.liveMiB(), sample.residentMiB(), sample.descriptors());
            samples.add(sample);
        }
        WrkReport one = end(http1);
        H2LoadReport two = end(http2);
        answered += one.succeeded() + two.succeeded();
        failed += one.failed() + two.failed();
    }

    private static <T> FutureTask<T> begin(Callable<T> load) {
        FutureTask<T> running = new FutureTask<>(load);
        Thread.ofPlatform().daemon().start(running);
        return running;
    }

    private static <T> T end(FutureTask<T> load) throws IOException, InterruptedException {
        try {
            return load.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    // ---- What is written

    private String page(int seconds, Course course, Course.Sample before, Course.Sample after, boolean held) {
        return String.format(
                Locale.ROOT,
                """
                # A load that lasts

                Written by `dataplane/benchmark/soak`: %,d s of wrk over HTTP/1.1 (%d connections, a request every 20 ms on each) and of h2load over HTTP/2 and TLS (%d connections of %d
                streams, %,d requests/s on each) at the same time; all connections are made anew every %d s. %,d requests were answered, %,d failed.

                | when | live heap MiB | resident MiB | descriptors |
                |---|---|---|---|
                %s%s%s%s%s
                Beginning, middle and end are medians of a third of the samples, one every %d s; the heap is what a collection has left. At rest: %d s after the load. %s

                %s, Linux %s, Java %s.
                """,
                seconds, HTTP1_CONNECTIONS, HTTP2_CONNECTIONS, HTTP2_STREAMS, HTTP2_RATE, ROUND_SECONDS, answered, failed,
                row("at rest before", before), row("beginning", course.begin()), row("middle", course.middle()), row("end", course.end()),
                row("at rest after", after), SAMPLE_SECONDS, REST_SECONDS,
                held ? "Nothing grows." : "**Something grows, or failed.**",
                LocalDate.now(ZoneOffset.UTC), System.getProperty("os.version"), Runtime.version());
    }

    private static String row(String when, Course.Sample sample) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.0f | %d |%n", when, sample.liveMiB(), sample.residentMiB(), sample.descriptors());
    }
}
