package dev.ballast.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Processor time a request, ours beside HAProxy's and nginx's, HTTP/1.1 keep-alive.
 *
 * <p>The proxies run all the time, pinned to one core; wrk and the backends are pinned to the other. Rounds are interleaved, so that a
 * change of the machine hits all alike, and the medians are compared. The figure is the proxy's own user and system time over the
 * requests that succeeded: it does not depend on who was the bottleneck. Absolute figures hold for one machine and one hour; the ratio is
 * what counts.
 *
 * <p>Arguments: the program {@code ballast}, the file for the results, rounds (5), seconds a round (6), requests of
 * warm-up for each proxy (500000), connections (64). Needs Linux with two processors, haproxy, nginx, wrk and taskset on the path, and a machine that does nothing else.
 */
public final class SideBySide {
    private static final String PROXY_CORE = "1";
    private static final String OTHER_CORE = "0";

    private final Path program;
    private final int rounds;
    private final int seconds;
    private final int warmUp;
    private final int connections;
    private final List<Process> started = new ArrayList<>();
    private final Map<Peer, Integer> ports = new EnumMap<>(Peer.class);
    private final Map<Peer, Process> processes = new EnumMap<>(Peer.class);
    private final Map<Peer, List<Round>> results = new EnumMap<>(Peer.class);

    private SideBySide(Path program, int rounds, int seconds, int warmUp, int connections) {
        this.program = program;
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmUp = warmUp;
        this.connections = connections;
    }

    /** See the class. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: SideBySide PROGRAM RESULTS [ROUNDS [SECONDS [WARM-UP [CONNECTIONS]]]]");
            System.exit(2);
        }
        int[] numbers = {5, 6, 500_000, 64};
        for (int i = 2; i < arguments.length; i++) {
            numbers[i - 2] = Integer.parseInt(arguments[i]);
        }
        SideBySide run = new SideBySide(Path.of(arguments[0]).toAbsolutePath(), numbers[0], numbers[1], numbers[2], numbers[3]);
        String table = run.run();
        System.out.println(table);
        Files.writeString(Path.of(arguments[1]), table);
    }

    private String run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("ballast-benchmark-");
        try {
            List<Integer> backends = List.of(freePort(), freePort());
            start(OTHER_CORE, directory, "backend", Nginx.backend(directory, backends));
            for (int backend : backends) {
                awaitOpen(backend, directory.resolve("backend.log"));
            }
            for (Peer peer : Peer.values()) {
                int port = freePort();
                ports.put(peer, port);
                processes.put(peer, start(PROXY_CORE, directory, peer.name(), peer.command(directory, program, port, backends)));
                awaitOpen(port, directory.resolve(peer.name() + ".log"));
                results.put(peer, new ArrayList<>());
            }
            for (Peer peer : Peer.values()) {
                for (double requests = 0; requests < warmUp; ) {
                    requests += round(peer, seconds).perSecond() * seconds;
                }
            }
            List<Peer> order = new ArrayList<>(List.of(Peer.values()));
            for (int i = 0; i < rounds; i++) {
                for (Peer peer : order) {
                    Round round = round(peer, seconds);
                    System.err.println("round " + (i + 1) + " " + peer + ": " + round);
                    of(results, peer).add(round);
                }
                Collections.rotate(order, 1);
            }
            return table();
        } finally {
            end();
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Round round(Peer peer, int length) throws IOException, InterruptedException {
        ProcessHandle proxy = of(processes, peer).toHandle();
        double before = ProcessorTime.micros(proxy);
        WrkReport report = WrkReport.of(output(
                "taskset", "-c", OTHER_CORE, "wrk", "-t1", "-c" + connections, "-d" + length + "s", "--latency", "http://127.0.0.1:" + of(ports, peer) + "/"));
        double used = ProcessorTime.micros(proxy) - before;
        if (report.succeeded() == 0) {
            throw new IllegalStateException(peer + " answered nothing well: " + report);
        }
        return new Round(used / report.succeeded(), report.perSecond(), report.failed(), report.p99(), ProcessorTime.residentMiB(proxy));
    }

    private String table() throws IOException, InterruptedException {
        double better = Math.min(median(of(results, Peer.HAProxy)), median(of(results, Peer.nginx)));
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Processor time a request

                HTTP/1.1 keep-alive, %d connections, answers of two bytes, from a proxy on one core; client and backends on the other. Written by `dataplane/benchmark/run`;
                %d interleaved rounds of %d s each after %,d requests of warm-up, medians. The ratio is to the better of HAProxy and nginx. Only the ratio means anything on another machine.

                | proxy | µs a request | ratio | lowest to highest | requests/s | failed | p99 | resident MiB | version |
                |---|---|---|---|---|---|---|---|---|
                """
                        .formatted(connections, rounds, seconds, warmUp));
        for (Peer peer : Peer.values()) {
            List<Round> all = of(results, peer);
            double[] micros = sorted(all);
            text.append("| %s | %.2f | %.2f | %.2f to %.2f | %,.0f | %d | %s | %d | %s |%n"
                    .formatted(
                            peer,
                            median(all),
                            median(all) / better,
                            micros[0],
                            micros[micros.length - 1],
                            all.stream().mapToDouble(Round::perSecond).average().orElse(0),
                            all.stream().mapToLong(Round::failed).sum(),
                            all.getLast().p99(),
                            all.getLast().residentMiB(),
                            version(peer)));
        }
        text.append("%n%s, Linux %s, %s, wrk, %s.%n"
                .formatted(LocalDate.now(ZoneOffset.UTC), System.getProperty("os.version"), processor(), "Java " + Runtime.version()));
        return text.toString();
    }

    private static double median(List<Round> rounds) {
        return median(sorted(rounds));
    }

    /** Of numbers in their order; at least one. */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(List<Round> rounds) {
        double[] micros = rounds.stream().mapToDouble(Round::microsPerRequest).toArray();
        Arrays.sort(micros);
        return micros;
    }

    private String version(Peer peer) throws IOException, InterruptedException {
        String first = output(peer.version(program).toArray(String[]::new)).lines().findFirst().orElse("?");
        return first.replaceFirst("^nginx version: nginx/", "").replaceFirst("^HAProxy version (\\S+).*", "$1").replaceFirst("^ballast ", "");
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).map(line -> line.replaceFirst(".*:\\s*", "")).findFirst().orElse("unknown processor");
        }
    }

    private Process start(String core, Path directory, String name, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", core));
        pinned.addAll(command);
        Process process = new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }

    private void end() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
        }
        for (Process process : started) {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + output);
        }
        return output;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitOpen(int port, Path log) throws IOException, InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < until) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException("nothing listens on " + port + "; " + log.getFileName() + " says:\n" + Files.readString(log));
    }

    private static <V> V of(Map<Peer, V> map, Peer peer) {
        @Nullable V value = map.get(peer);
        if (value == null) {
            throw new IllegalStateException("nothing for " + peer);
        }
        return value;
    }

    /**
     * A proxy's turn.
     *
     * @param microsPerRequest processor time
     * @param failed answers and connections
     */
    private record Round(double microsPerRequest, double perSecond, long failed, String p99, long residentMiB) {}
}
