package dev.ballast.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** From the start of a process to the first connection that it takes, and how its latency in the first 10 s compares to that of later. */
final class StartRow implements Row {
    private static final int FIRST_SECONDS = 10;
    private static final int CONNECTIONS = 8;

    @Override
    public String id() {
        return "P9";
    }

    @Override
    public String title() {
        return "start: process to first connection taken; p99 of the first 10 s beside the p99 of later, 8 connections";
    }

    @Override
    public String goal() {
        return "≤ 0.5 s; ≤ 2 ×";
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        Front front = Rows.web(lab, Front.Speaks.HTTP, true);
        StringBuilder table = new StringBuilder("| proxy | start ms | lowest to highest | p99 first 10 s | p99 later | version |\n|---|---|---|---|---|---|\n");
        String figure = "–";
        for (Peer peer : Peer.values()) {
            if (!peer.carries(front.speaks())) {
                continue;
            }
            double[] starts = new double[pace.rounds()];
            for (int i = 0; i < starts.length; i++) {
                lab.end(started(lab, peer, front.on(Lab.freePort()), starts, i));
            }
            Arrays.sort(starts);
            Front last = front.on(Lab.freePort());
            Process process = started(lab, peer, last, new double[1], 0);
            Load load = Load.wrk("http", CONNECTIONS);
            String first = load.run(last.port(), FIRST_SECONDS).p99();
            load.run(last.port(), FIRST_SECONDS);
            String later = load.run(last.port(), FIRST_SECONDS).p99();
            lab.end(process);
            table.append(String.format(
                    Locale.ROOT, "| %s | %.0f | %.0f to %.0f | %s | %s | %s |%n",
                    peer, CpuRow.median(starts), starts[0], starts[starts.length - 1], first, later, peer.version(lab)));
            if (peer == Peer.Ballast) {
                figure = String.format(Locale.ROOT, "%.2f s; %s beside %s", CpuRow.median(starts) / 1000, first, later);
            }
        }
        return new Outcome(figure, table.toString());
    }

    private static Process started(Lab lab, Peer peer, Front front, double[] millis, int index) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = lab.start(Lab.BOTH_CORES, peer.name(), peer.command(lab, front, 1));
        lab.awaitOpen(front.port(), peer.name());
        millis[index] = (System.nanoTime() - begun) / (double) TimeUnit.MILLISECONDS.toNanos(1);
        return process;
    }
}
