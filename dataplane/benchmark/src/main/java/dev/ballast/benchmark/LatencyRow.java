package dev.ballast.benchmark;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a proxy adds to the latency of a backend at a fixed rate, which is about half of what one core carries. Rounds are interleaved with rounds to the
 * backend itself; what is added is the difference of the percentiles of all rounds together. The longest of all is shown as it is: on a machine
 * that others use it tells more of them than of the proxy.
 */
final class LatencyRow implements Row {
    private static final int CONNECTIONS = 64;
    private static final int RATE = 10_000;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    @Override
    public String id() {
        return "P7";
    }

    @Override
    public String title() {
        return "latency added at " + RATE + " requests/s, open loop, 64 connections: p99; p99.9";
    }

    @Override
    public String goal() {
        return "≤ HAProxy's + 0.2 ms";
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        Front front = Rows.web(lab, Front.Speaks.HTTP, true);
        Map<Peer, Integer> ports = new EnumMap<>(Peer.class);
        Map<Peer, Histogram> latencies = new EnumMap<>(Peer.class);
        for (Peer peer : Peer.values()) {
            if (peer.carries(front.speaks())) {
                int port = Lab.freePort();
                lab.start(Lab.PROXY_CORE, peer.name(), peer.command(lab, front.on(port), 1));
                lab.awaitOpen(port, peer.name());
                ports.put(peer, port);
                latencies.put(peer, empty());
            }
        }
        String first = front.backends().getFirst();
        int backend = Integer.parseInt(first.substring(first.indexOf(':') + 1));
        Histogram direct = empty();
        OpenLoop load = new OpenLoop(CONNECTIONS, RATE);
        // The work that is measured: what was compiled for clients that always wait is compiled again for these.
        load.run(ports.getOrDefault(Peer.Ballast, 0), pace.warmUp());
        for (int i = 0; i < pace.rounds(); i++) {
            direct.add(load.run(backend, pace.seconds()));
            for (Map.Entry<Peer, Histogram> each : latencies.entrySet()) {
                each.getValue().add(load.run(ports.getOrDefault(each.getKey(), 0), pace.seconds()));
            }
            System.err.println("P7 round " + (i + 1) + " of " + pace.rounds());
        }
        return outcome(lab, direct, latencies);
    }

    private static Histogram empty() {
        return new Histogram(3);
    }

    private static Outcome outcome(Lab lab, Histogram direct, Map<Peer, Histogram> latencies) throws IOException, InterruptedException {
        StringBuilder table = new StringBuilder("| proxy | p50 ms | p99 ms | p99.9 ms | longest ms | p99 added | p99.9 added | version |\n|---|---|---|---|---|---|---|---|\n");
        table.append(line("none", direct, direct, ""));
        for (Map.Entry<Peer, Histogram> each : latencies.entrySet()) {
            table.append(line(each.getKey().name(), each.getValue(), direct, each.getKey().version(lab)));
        }
        Histogram ours = latencies.get(Peer.Ballast);
        Histogram theirs = latencies.get(Peer.HAProxy);
        String figure = ours == null || theirs == null
                ? "–"
                : String.format(
                        Locale.ROOT, "HAProxy's %+.2f ms; %+.2f ms", millis(ours, P99) - millis(theirs, P99), millis(ours, P999) - millis(theirs, P999));
        return new Outcome(figure, table.toString());
    }

    private static String line(String name, Histogram of, Histogram direct, String version) {
        List<Double> added = List.of(millis(of, P99) - millis(direct, P99), millis(of, P999) - millis(direct, P999));
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.1f | %.2f | %.2f | %s |%n",
                name, millis(of, 50), millis(of, P99), millis(of, P999), of.getMaxValue() / 1e3, added.get(0), added.get(1), version);
    }

    private static double millis(Histogram of, double percentile) {
        return of.getValueAtPercentile(percentile) / 1e3;
    }
}
