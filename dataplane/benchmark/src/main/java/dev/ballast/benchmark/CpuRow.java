package dev.ballast.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Processor time a unit of work, ours beside the others'. The proxies run all the time, each with one loop on the same core; clients and backends
 * are on the other one. Rounds are interleaved, so that a change of the machine hits all alike. The figure is a proxy's own user and system time
 * over what succeeded: it does not depend on who was the bottleneck.
 */
final class CpuRow implements Row {
    private final String id;
    private final String title;
    private final String goal;
    private final Work work;

    /** Makes a front and what loads it, in a lab. */
    interface Work {
        Prepared prepare(Lab lab) throws IOException, InterruptedException;
    }

    /**
     * What a proxy is to do, and the load.
     *
     * @param port each proxy gets another one
     */
    record Prepared(Front front, Load load) {}

    CpuRow(String id, String title, String goal, Work work) {
        this.id = id;
        this.title = title;
        this.goal = goal;
        this.work = work;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String goal() {
        return goal;
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        Prepared prepared = work.prepare(lab);
        Map<Peer, Running> running = new EnumMap<>(Peer.class);
        for (Peer peer : Peer.values()) {
            if (peer.carries(prepared.front().speaks())) {
                running.put(peer, Running.start(lab, peer, prepared));
            }
        }
        for (Running each : running.values()) {
            pace.warmUp(each.peer, each.load, each.port);
        }
        List<Running> order = new ArrayList<>(running.values());
        for (int i = 0; i < pace.rounds(); i++) {
            for (Running each : order) {
                each.round(pace.seconds());
                System.err.println(id + " round " + (i + 1) + ": " + each.peer + " " + each.last());
            }
            Collections.rotate(order, 1);
        }
        Outcome outcome = outcome(lab, running, prepared.load().unit());
        for (Running each : running.values()) {
            lab.end(each.process);
        }
        return outcome;
    }

    private static Outcome outcome(Lab lab, Map<Peer, Running> running, String unit) throws IOException, InterruptedException {
        double[] better = best(running);
        StringBuilder table = new StringBuilder();
        table.append("| proxy | µs a %s | of it user | ratio | lowest to highest | %ss/s | failed | p99 | resident MiB | version |\n|---|---|---|---|---|---|---|---|---|---|\n"
                .formatted(unit, unit));
        for (Running each : running.values()) {
            double[] micros = each.micros();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.2f | %,.2f | %.2f | %,.2f to %,.2f | %,.1f | %d | %s | %d | %s |%n",
                    each.peer,
                    median(micros),
                    median(each.user()),
                    median(micros) / median(better),
                    micros[0],
                    micros[micros.length - 1],
                    each.samples.stream().mapToDouble(sample -> sample.done().perSecond()).average().orElse(0),
                    each.samples.stream().mapToLong(sample -> sample.done().failed()).sum(),
                    each.last().done().p99(),
                    each.last().residentMiB(),
                    each.peer.version(lab)));
        }
        Running ours = running.get(Peer.Ballast);
        if (ours == null || better.length == 0) {
            return new Outcome("–", table.toString());
        }
        double[] own = ours.micros();
        String figure = String.format(
                Locale.ROOT, "%.2f (%.2f to %.2f)", median(own) / median(better), own[0] / better[better.length - 1], own[own.length - 1] / better[0]);
        return new Outcome(figure, table.toString());
    }

    /** The better of the others, by its median. */
    private static double[] best(Map<Peer, Running> running) {
        double[] best = new double[0];
        for (Running each : running.values()) {
            if (each.peer != Peer.Ballast && (best.length == 0 || median(each.micros()) < median(best))) {
                best = each.micros();
            }
        }
        return best;
    }

    /** Of numbers in their order; at least one. */
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * A proxy's turn.
     *
     * @param used processor time a unit
     */
    private record Sample(ProcessorTime.Used used, Load.Done done, long residentMiB) {}

    /** A proxy that runs. */
    private static final class Running {
        private final Peer peer;
        private final Process process;
        private final int port;
        private final Load load;
        private final List<Sample> samples = new ArrayList<>();
        private @Nullable Sample last;

        private Running(Peer peer, Process process, int port, Load load) {
            this.peer = peer;
            this.process = process;
            this.port = port;
            this.load = load;
        }

        static Running start(Lab lab, Peer peer, Prepared prepared) throws IOException, InterruptedException {
            int port = Lab.freePort();
            Front front = prepared.front().on(port);
            Process process = lab.start(Lab.PROXY_CORE, peer.name(), peer.command(lab, front, 1));
            lab.awaitOpen(port, peer.name());
            return new Running(peer, process, port, prepared.load());
        }

        void round(int seconds) throws IOException, InterruptedException {
            ProcessorTime.Used before = ProcessorTime.used(process.toHandle());
            Load.Done done = load.run(port, seconds);
            ProcessorTime.Used used = ProcessorTime.used(process.toHandle()).since(before);
            if (done.count() == 0) {
                throw new IllegalStateException(peer + " does nothing well: " + done);
            }
            last = new Sample(used.over(done.count()), done, ProcessorTime.residentMiB(process.toHandle()));
            samples.add(last);
        }

        Sample last() {
            Sample latest = last;
            if (latest == null) {
                throw new IllegalStateException("no round of " + peer);
            }
            return latest;
        }

        double[] micros() {
            return sorted(samples.stream().mapToDouble(sample -> sample.used().all()));
        }

        double[] user() {
            return sorted(samples.stream().mapToDouble(sample -> sample.used().user()));
        }

        private static double[] sorted(DoubleStream numbers) {
            return numbers.sorted().toArray();
        }
    }
}
