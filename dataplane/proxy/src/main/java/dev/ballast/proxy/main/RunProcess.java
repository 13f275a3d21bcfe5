package dev.ballast.proxy.main;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.proxy.admin.ApiPages;
import dev.ballast.proxy.admin.HeritageReport;
import dev.ballast.proxy.admin.HttpPort;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.FileWatch;
import dev.ballast.proxy.config.ManifestSource;
import dev.ballast.proxy.config.ManifestSource.Outcome;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A dataplane without a cluster: configured by a file, which is watched. */
final class RunProcess implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final String file;
    private final DataplaneProcess process;
    private final AdminAt adminAt;
    private final ManifestSource source;
    private final PrintWriter out;
    private final PrintWriter err;
    private final RunNews news;
    private final ScheduledExecutorService again = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ballast-rounds").factory());
    private @Nullable HttpPort admin;
    private @Nullable FileWatch watch;
    private @Nullable Outcome last;

    /**
     * Starts the dataplane; nothing is listened on yet.
     *
     * @param options of the dataplane
     * @param adminAt where the admin port is
     * @param out hears what runs
     * @param err hears what is wrong with the manifest
     */
    RunProcess(ManifestRun.Source from, DataplaneOptions options, AdminAt adminAt, PrintWriter out, PrintWriter err) {
        this.file = from.name();
        this.adminAt = adminAt;
        this.out = out;
        this.err = err;
        this.news = new RunNews(out, err);
        process = new DataplaneProcess("ballast://local", options, null, Duration.ZERO);
        process.readiness().bootTrouble(file + " is being read");
        source = new ManifestSource(file, () -> from.text().read(adminPort()), from.wanted(), process.gate());
    }

    DataplaneProcess process() {
        return process;
    }

    /** The admin port that was bound, once {@link #start()} was called. */
    int adminPort() {
        return admin == null ? adminAt.address().getPort() : admin.port();
    }

    /**
     * Opens the admin port, and runs the manifest as it is now.
     *
     * @return whether anything of it can be served
     * @throws IOException when the admin port cannot be bound; the message names it
     */
    synchronized boolean start() throws IOException, InterruptedException {
        admin = openAdmin();
        Outcome outcome = source.load();
        last = outcome;
        complain(outcome.problems());
        if (!outcome.taken()) {
            err.println(file + ": nothing in it can be served.");
            err.flush();
            return false;
        }
        tellWhatRuns();
        out.println("Statistics on http://" + adminAt.host() + ":" + adminPort() + "/ (JSON on /stats), metrics on /metrics");
        out.flush();
        return true;
    }

    private HttpPort openAdmin() throws IOException {
        try {
            return Binding.bind(
                    "--admin-port", "--admin-address", adminAt.address(), at -> new HttpPort(at, process.admin(new Edits()).and(process.probes()), adminAt.guard()));
        } catch (BindException taken) {
            complain(source.problems()); // Whoever has named the wrong file shall not find another port first.
            throw taken;
        }
    }

    /** From now on a changed file is taken over. */
    void watch(Path changing) {
        watch = new FileWatch(List.of(changing), LOOK_AGAIN, this::reload);
        // What changed between the first reading and the watch is taken over too; where nothing did, nothing happens.
        reload();
    }

    /** From now on a port that was taken is bound once it is free. */
    void retryTakenPorts() {
        again.scheduleWithFixedDelay(
                () -> {
                    if (isPortMissing()) {
                        takeOver(() -> source.load(source.taken()));
                    }
                },
                LOOK_AGAIN.toMillis(), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From now on it is told when a certificate has nearly expired. */
    void watchCertificates() {
        again.scheduleWithFixedDelay(this::lookAtDates, 1, 1, TimeUnit.HOURS);
    }

    /** @param every zero: never */
    void report(Duration every) {
        if (every.isPositive()) {
            again.scheduleAtFixedRate(
                    () -> {
                        out.print(HeritageReport.of(process.statistics()));
                        out.flush();
                    },
                    every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isPortMissing() {
        return last != null && last.problems().stream().anyMatch(problem -> problem.reason() == Reason.PortUnavailable);
    }

    private void reload() {
        takeOver(source::load);
    }

    /** A reading of the manifest, from where it stands now. */
    private interface Reading {
        Outcome load() throws InterruptedException;
    }

    private synchronized void takeOver(Reading reading) {
        try {
            @Nullable RunningSnapshot before = process.gate().state().running();
            Outcome outcome = reading.load();
            if (before != process.gate().state().running() || !outcome.equals(last)) {
                tell(outcome);
            }
            last = outcome;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes in by the admin port; it lasts until the file changes. */
    private final class Edits implements ApiPages.Editor {
        @Override
        public String text() {
            synchronized (RunProcess.this) {
                return source.taken();
            }
        }

        @Override
        public String name() {
            synchronized (RunProcess.this) {
                return source.name();
            }
        }

        @Override
        public Outcome take(String text) throws InterruptedException {
            synchronized (RunProcess.this) {
                Outcome outcome = source.loadWhole(text);
                if (outcome.taken()) {
                    last = outcome;
                    out.println("Changed by the admin port; " + file + " is not.");
                    tellWhatRuns();
                    out.flush();
                }
                return outcome;
            }
        }
    }

    private void tell(Outcome outcome) {
        complain(outcome.problems());
        if (outcome.taken()) {
            out.println(file + " is taken over" + (outcome.problems().isEmpty() ? "." : ", but for what is named above."));
            tellWhatRuns();
            out.flush();
        } else {
            err.println(file + " is not taken over: what ran before still runs.");
            err.flush();
        }
    }

    private void complain(List<Problem> problems) {
        problems.forEach(err::println);
        err.flush();
    }

    private void tellWhatRuns() {
        @Nullable RunningSnapshot running = process.gate().state().running();
        if (running != null) {
            news.listening(running.snapshot().listeners(), process.dataplane().boundPorts());
            news.warnings(source.warnings(Instant.now()));
        }
    }

    /** A certificate comes near its end while nobody changes anything. */
    private synchronized void lookAtDates() {
        news.warnings(source.warnings(Instant.now()));
    }

    @Override
    public void close() {
        again.shutdownNow();
        if (watch != null) {
            watch.close();
        }
        if (admin != null) {
            admin.close();
        }
        process.close();
    }
}
