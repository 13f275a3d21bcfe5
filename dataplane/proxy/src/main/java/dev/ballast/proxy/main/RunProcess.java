package dev.ballast.proxy.main;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.proxy.admin.HttpPort;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.FileWatch;
import dev.ballast.proxy.config.ManifestSource;
import dev.ballast.proxy.config.ManifestSource.Outcome;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dataplane without a cluster: configured by a file, which is watched. */
final class RunProcess implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Path file;
    private final DataplaneProcess process;
    private final HttpPort admin;
    private final ManifestSource source;
    private final PrintWriter out;
    private final PrintWriter err;
    private @Nullable FileWatch watch;
    private @Nullable Outcome last;

    /**
     * Starts the dataplane and its admin port; nothing is listened on yet.
     *
     * @param name of the LoadBalancer to run; {@code ""} where the file holds one
     * @param options of the dataplane
     * @param adminPort on loopback; 0 lets the kernel choose
     * @param out hears what runs
     * @param err hears what is wrong with the file
     * @throws IOException when the admin port cannot be bound; the message names it
     */
    RunProcess(Path file, String name, DataplaneOptions options, int adminPort, PrintWriter out, PrintWriter err)
            throws IOException {
        this.file = file;
        this.out = out;
        this.err = err;
        process = new DataplaneProcess("ballast://local", options, null, Duration.ZERO);
        process.readiness().bootTrouble(file + " is being read");
        try {
            admin = Binding.bind(
                    "--admin-port",
                    Binding.loopback(adminPort),
                    at -> new HttpPort(at, process.stats().and(process.probes())));
        } catch (IOException taken) {
            process.close();
            throw taken;
        }
        source = new ManifestSource(file, name, process.gate());
    }

    DataplaneProcess process() {
        return process;
    }

    int adminPort() {
        return admin.port();
    }

    /**
     * Runs the file as it is now.
     *
     * @return whether anything of it can be served
     */
    boolean start() throws InterruptedException {
        Outcome outcome = source.load();
        last = outcome;
        complain(outcome.problems());
        if (!outcome.taken()) {
            err.println(file + ": nothing in it can be served.");
            err.flush();
            return false;
        }
        tellWhatRuns();
        out.println("Statistics on http://127.0.0.1:" + admin.port() + "/stats, metrics on /metrics");
        out.flush();
        return true;
    }

    /** From now on a changed file is taken over. */
    void watch() {
        watch = new FileWatch(List.of(file), LOOK_AGAIN, this::reload);
        // What changed between the first reading and the watch is taken over too; where nothing did, nothing happens.
        reload();
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
                + listener.name() + ", backend " + listener.backend() + ")";
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        admin.close();
        process.close();
    }
}
