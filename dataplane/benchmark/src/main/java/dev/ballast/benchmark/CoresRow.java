package dev.ballast.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Two cores beside one. This machine has no third core for the clients, so throughput cannot be read off: what is measured is the processor time of
 * a request with one loop on one core and with two loops on two, and what two cores could carry follows, as twice the one over the other.
 */
final class CoresRow implements Row {
    private static final int CONNECTIONS = 64;

    @Override
    public String id() {
        return "P14";
    }

    @Override
    public String title() {
        return "two cores beside one, from processor time a request";
    }

    @Override
    public String goal() {
        return "≥ 1.9 ×";
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        Front front = Rows.web(lab, Front.Speaks.HTTP, true);
        StringBuilder table = new StringBuilder("| proxy | µs, one core | µs, two cores | two beside one | version |\n|---|---|---|---|---|\n");
        String figure = "–";
        for (Peer peer : Peer.values()) {
            if (!peer.carries(front.speaks())) {
                continue;
            }
            double one = micros(lab, peer, front.on(Lab.freePort()), 1, pace);
            double two = micros(lab, peer, front.on(Lab.freePort()), 2, pace);
            table.append(String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %s |%n", peer, one, two, 2 * one / two, peer.version(lab)));
            if (peer == Peer.Ballast) {
                figure = String.format(Locale.ROOT, "%.2f", 2 * one / two);
            }
        }
        return new Outcome(figure, table.toString());
    }

    private static double micros(Lab lab, Peer peer, Front front, int cores, Pace pace) throws IOException, InterruptedException {
        Process process = lab.start(cores == 1 ? Lab.PROXY_CORE : Lab.BOTH_CORES, peer.name(), peer.command(lab, front, cores));
        lab.awaitOpen(front.port(), peer.name());
        Load load = Load.wrk("http", CONNECTIONS);
        pace.warmUp(peer, load, front.port());
        double[] rounds = new double[pace.rounds()];
        for (int i = 0; i < rounds.length; i++) {
            ProcessorTime.Used before = ProcessorTime.used(process.toHandle());
            Load.Done done = load.run(front.port(), pace.seconds());
            rounds[i] = ProcessorTime.used(process.toHandle()).since(before).over(done.count()).all();
        }
        lab.end(process);
        Arrays.sort(rounds);
        return CpuRow.median(rounds);
    }
}
