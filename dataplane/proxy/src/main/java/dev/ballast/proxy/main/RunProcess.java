package dev.ballast.proxy.main;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.proxy.admin.HttpPort;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.FileWatch;
import dev.ballast.proxy.config.ManifestSource;
import dev.ballast.proxy.config.ManifestSource.Outcome;
import dev.ballast.proxy.config.ManifestSource.Text;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A dataplane without a cluster: configured by a file, which is watched. */
final class RunProcess implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final String file;
    private final DataplaneProcess process;
    private final int adminAt;
    private final ManifestSource source;
    private final PrintWriter out;
    private final PrintWriter err;
    private final ScheduledExecutorService again = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ballast-taken-ports").factory());
    private @Nullable HttpPort admin;
    private @Nullable FileWatch watch;
    private @Nullable Outcome last;

    /**
     * Starts the dataplane; nothing is listened on yet.
     *
     * @param file the name of the manifest in what is said
     * @param text the manifest
     * @param name of the LoadBalancer to run; {@code ""} where the file holds one
     * @param options of the dataplane
     * @param adminAt port on loopback; 0 lets the kernel choose
     * @param out hears what runs
     * @param err hears what is wrong with the file
     */
    RunProcess(String file, Text text, String name, DataplaneOptions options, int adminAt, PrintWriter out, PrintWriter err) {
        this.file = file;
        this.adminAt = adminAt;
        this.out = out;
        this.err = err;
        process = new DataplaneProcess("ballast://local", options, null, Duration.ZERO);
        process.readiness().bootTrouble(file + " is being read");
        source = new ManifestSource(file, text, name, process.gate());
    }

    DataplaneProcess process() {
        return process;
    }

    /** The admin port that was bound, once {@link #start()} has returned true. */
    int adminPort() {
        return admin == null ? adminAt : admin.port();
    }

    /**
     * Runs the file as it is now, and opens the admin port.
     *
     * @return whether anything of it can be served
     * @throws IOException when the admin port cannot be bound; the message names it
     */
    boolean start() throws IOException, InterruptedException {
        Outcome outcome = source.load();
        last = outcome;
        complain(outcome.problems());
        if (!outcome.taken()) {
            err.println(file + ": nothing in it can be served.");
            err.flush();
            return false;
        }
        admin = Binding.bind(
                "--admin-port", Binding.loopback(adminAt), at -> new HttpPort(at, process.stats().and(process.probes())));
        tellWhatRuns();
        out.println("Statistics on http://127.0.0.1:" + adminPort() + "/ (JSON on /stats), metrics on /metrics");
        out.flush();
        return true;
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
                        reload();
                    }
                },
                LOOK_AGAIN.toMillis(), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized boolean isPortMissing() {
        return last != null && last.problems().stream().anyMatch(problem -> problem.reason() == Reason.PortUnavailable);
    }

    private synchronized void reload() {
        try {
            @Nullable RunningSnapshot before = process.gate().state().running();
            Outcome outcome = source.load();
            if (before != process.gate().state().running() || !outcome.equals(last)) {
                tell(outcome);
            }
            last = outcome;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
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
        RunningSnapshot running = process.gate().state().running();
        Map<String, Integer> ports = process.dataplane().boundPorts();
        if (running != null) {
            running.snapshot().listeners().forEach(listener -> out.println(line(listener, ports)));
        }
    }

    private static String line(ListenerConfig listener, Map<String, Integer> ports) {
        return "Listening on port " + ports.get(listener.name()) + " (" + listener.protocol() + ", listener "
                + listener.name() + ", " + target(listener) + ")";
    }

    private static String target(ListenerConfig listener) {
        int routes = listener.routes().size();
        String routed = routes == 0 ? "" : routes == 1 ? "1 route" : routes + " routes";
        String rest = listener.backend() == null ? "" : "backend " + listener.backend();
        return routed + (routed.isEmpty() || rest.isEmpty() ? "" : ", ") + rest;
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
