package dev.ballast.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One of eight endpoints is killed under load, and started again: how many requests fail, how long until it gets no more work, and how long until it
 * gets work again. When that is, the proxy's metrics say, which are asked every few milliseconds: an endpoint that is not ready is not chosen. The others
 * are not measured: it is not a matter of more or less.
 */
final class FailoverRow implements Row {
    private static final int ENDPOINTS = 8;
    private static final int CONNECTIONS = 64;
    private static final int RATE = 5_000;
    /** Long enough for a second ejection, which lasts twice as long as the first, to end under load: it is a request that ends it. */
    private static final int SECONDS = 24;
    private static final int BEFORE_KILL_MILLIS = 2_000;
    private static final int DEAD_MILLIS = 5_000;
    private static final int LOOK_MILLIS = 5;

    private final boolean probed;

    /** @param probed whether probes alone find out, and what traffic shows does not count; else as it ships, without probes */
    FailoverRow(boolean probed) {
        this.probed = probed;
    }

    @Override
    public String id() {
        return probed ? "F2" : "F1";
    }

    @Override
    public String title() {
        return "one of %d endpoints killed under %,d GETs/s, %s: failed; worst time until it is out".formatted(
                ENDPOINTS, RATE, probed ? "probes only (interval 1s, timeout 500ms, unhealthyThreshold 2)" : "passive removal as it ships");
    }

    @Override
    public String goal() {
        return probed ? "0; ≤ 3 s" : "0; ≤ 1 s";
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        List<Process> backends = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < ENDPOINTS; i++) {
            ports.add(Lab.freePort());
            backends.add(backend(lab, ports.getLast()));
        }
        int port = Lab.freePort();
        int admin = Lab.freePort();
        lab.start(Lab.PROXY_CORE, "Ballast", List.of(
                lab.program().toString(), "run", "--bind-address", "127.0.0.1", "--admin-port", String.valueOf(admin), manifest(lab, port, ports)));
        lab.awaitOpen(port, "Ballast");
        pace.warmUp(Peer.Ballast, Load.wrk("http", CONNECTIONS), port);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < pace.rounds(); i++) {
            rounds.add(round(lab, port, new Metrics(admin), backends, ports.get(i % ENDPOINTS), i % ENDPOINTS));
            System.err.println(id() + " round " + (i + 1) + " of " + pace.rounds() + ": " + rounds.getLast());
        }
        return outcome(rounds);
    }

    private static Process backend(Lab lab, int port) throws IOException, InterruptedException {
        Process process = lab.start(Lab.OTHER_CORE, "backend-" + port, Nginx.mortalBackend(lab, port));
        lab.awaitOpen(port, "backend-" + port);
        return process;
    }

    private String manifest(Lab lab, int port, List<Integer> endpoints) throws IOException {
        String listed = endpoints.stream().map(each -> "{address: 127.0.0.1, port: " + each + "}").collect(Collectors.joining(", "));
        String policy = probed
                ? "  trafficPolicy: {healthCheck: {active: {path: /, interval: 1s, timeout: 500ms, unhealthyThreshold: 2}, passive: {consecutiveConnectFailures: 0}}}\n"
                : "";
        String manifest = """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: failover}
                spec:
                  listeners: [{name: web, port: %d, protocol: HTTP, backend: echo}]
                  backends: [{name: echo, endpoints: [%s]}]
                """.formatted(port, listed) + policy;
        Path file = Files.writeString(lab.directory().resolve("failover.yaml"), manifest);
        return file.toString();
    }

    /** Leaves everything as it found it. */
    private static Round round(Lab lab, int port, Metrics metrics, List<Process> backends, int victim, int index) throws IOException, InterruptedException {
        double retriesBefore = metrics.value("ballast_retries_total");
        FutureTask<OpenLoop.Answers> load = new FutureTask<>(() -> new OpenLoop(CONNECTIONS, RATE).count(port, SECONDS));
        Thread.ofPlatform().daemon().name("load").start(load);
        TimeUnit.MILLISECONDS.sleep(BEFORE_KILL_MILLIS);
        long killed = System.nanoTime();
        backends.get(index).destroyForcibly().onExit().join();
        double out = metrics.awaitReady(ENDPOINTS - 1) - killed / 1e6;
        TimeUnit.MILLISECONDS.sleep(DEAD_MILLIS);
        backends.set(index, backend(lab, victim));
        long again = System.nanoTime();
        double back = metrics.awaitReady(ENDPOINTS) - again / 1e6;
        try {
            OpenLoop.Answers answers = load.get();
            return new Round(
                    answers.latencies().getTotalCount(),
                    answers.failed(),
                    out,
                    back,
                    metrics.value("ballast_retries_total") - retriesBefore,
                    answers.latencies().getValueAtPercentile(99.9) / 1e3);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static Outcome outcome(List<Round> rounds) {
        StringBuilder table = new StringBuilder("| round | requests | failed | out after ms | tried again | back after ms | p99.9 ms |\n|---|---|---|---|---|---|---|\n");
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            table.append(String.format(Locale.ROOT, "| %d | %,d | %d | %.0f | %.0f | %.0f | %.1f |%n",
                    i + 1, round.requests, round.failed, round.outMillis, round.retries, round.backMillis, round.p999Millis));
        }
        return new Outcome(
                String.format(Locale.ROOT, "%d; %.2f s; back in %.1f s",
                        rounds.stream().mapToLong(Round::failed).sum(),
                        rounds.stream().mapToDouble(Round::outMillis).max().orElse(0) / 1e3,
                        rounds.stream().mapToDouble(Round::backMillis).max().orElse(0) / 1e3),
                table.toString());
    }

    /**
     * What came of a round.
     *
     * @param outMillis from the kill until the endpoint was not chosen any more
     * @param backMillis from its start until it was chosen again
     * @param retries requests that were tried on another endpoint
     */
    private record Round(long requests, long failed, double outMillis, double backMillis, double retries, double p999Millis) {}

    /** What the proxy counts. */
    private record Metrics(int port) {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

        /** The sum of a metric over those of its lines that hold all of the texts. */
        double value(String name, String... texts) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body().lines()
                    .filter(line -> line.startsWith(name + "{") && List.of(texts).stream().allMatch(line::contains))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        /** When so many endpoints are ready, in milliseconds of {@link System#nanoTime}. */
        double awaitReady(int endpoints) throws IOException, InterruptedException {
            long until = System.nanoTime() + PATIENCE_NANOS;
            while (value("ballast_endpoints", "state=\"ready\"") != endpoints) {
                if (System.nanoTime() - until > 0) {
                    throw new IOException("there are not " + endpoints + " endpoints after a minute");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            return System.nanoTime() / 1e6;
        }
    }
}
