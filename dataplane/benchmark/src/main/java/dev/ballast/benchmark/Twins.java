package dev.ballast.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Two processes of one program that do the same work otherwise: both run all the time, and take turns, so that a machine's mood meets both. */
final class Twins {
    private Twins() {}

    /** A process that is to be started. */
    record Twin(String name, int port, List<String> command) {}

    /**
     * Medians of the processor time that a unit of work takes.
     *
     * @param peer whose program it is
     * @param row for progress
     */
    static double[] micros(Lab lab, Peer peer, String row, Load load, Row.Pace pace, Twin... twins) throws IOException, InterruptedException {
        Process[] processes = new Process[twins.length];
        for (int i = 0; i < twins.length; i++) {
            processes[i] = lab.start(Lab.PROXY_CORE, twins[i].name(), twins[i].command());
            lab.awaitOpen(twins[i].port(), twins[i].name());
        }
        for (Twin twin : twins) {
            pace.warmUp(peer, load, twin.port());
        }
        double[][] rounds = new double[twins.length][pace.rounds()];
        for (int round = 0; round < pace.rounds(); round++) {
            for (int i = 0; i < twins.length; i++) {
                ProcessorTime.Used before = ProcessorTime.used(processes[i].toHandle());
                Load.Done done = load.run(twins[i].port(), pace.seconds());
                rounds[i][round] = ProcessorTime.used(processes[i].toHandle()).since(before).over(done.count()).all();
                System.err.println(row + " round " + (round + 1) + ": " + twins[i].name() + " " + done);
            }
        }
        for (Process process : processes) {
            lab.end(process);
        }
        return Arrays.stream(rounds).mapToDouble(each -> CpuRow.median(Arrays.stream(each).sorted().toArray())).toArray();
    }

    /** How much more the second takes, in percent of the first. */
    static String more(double[] micros) {
        return String.format(Locale.ROOT, "%+.0f %%", 100 * (micros[1] / micros[0] - 1));
    }
}
