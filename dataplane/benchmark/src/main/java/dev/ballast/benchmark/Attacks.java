package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What each {@link Attack}, from several processes at once, costs Ballast and its other clients: its memory, their waiting beside what it is in calm, and
 * what was counted. Arguments: the program, the file to write, and attacks by their names (all, when none is named). Ends with 1 when other
 * clients were not served, or an attack was not counted under its reason.
 *
 * <p>Attackers get what is left of the core that others use: they stand for machines of their own.
 */
final class Attacks {
    private static final int PROCESSES = 4;
    private static final int CONNECTIONS = 50;
    private static final int RATE = 1_000;
    private static final int CALM_SECONDS = 4;
    private static final int WARM_UP_SECONDS = 20;
    private static final int SETTLE_SECONDS = 2;
    private static final double P99 = 99;
    /** What the pods have as they ship. */
    private static final int BUDGET_MIB = 256;

    private final Lab lab;
    private final Subject target;
    private final OpenLoop others = new OpenLoop(CONNECTIONS, RATE);
    /** Everything that was measured in calm. */
    private final Histogram calm = new Histogram(3);

    private Attacks(Lab lab) throws IOException, InterruptedException {
        this.lab = lab;
        this.target = new Subject(lab, BUDGET_MIB);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Attack> attacks = arguments.length > 2
                ? Arrays.stream(arguments).skip(2).map(Attack::valueOf).toList()
                : List.of(Attack.values());
        List<Suffered> all = new ArrayList<>();
        try (Lab lab = new Lab(Path.of(arguments[0]).toAbsolutePath(), null)) {
            Attacks measured = new Attacks(lab);
            measured.warmUp();
            for (Attack attack : attacks) {
                Suffered suffered = measured.suffer(attack);
                System.err.printf(
                        Locale.ROOT, "%s: p99 %.2f ms (client late by %.2f ms); %s%n", attack, millis(suffered.others().latencies(), P99),
                        millis(suffered.others().late(), P99), suffered.counted());
                all.add(suffered);
            }
            String page = page(all, measured.calm);
            System.out.print(page);
            Files.writeString(Path.of(arguments[1]), page);
        }
        System.exit(all.stream().allMatch(Suffered::held) ? 0 : 1);
    }

    /** With both versions, and with handshakes: what a process does for the first time is slow, and the core on which it is compiled is the loop's. */
    private void warmUp() throws IOException, InterruptedException {
        Process http2 = load("http2", "http://127.0.0.1:" + target.web() + "/", "--http2", "--rate", "2000");
        Process tls = load("tls", "https://127.0.0.1:" + target.secure() + "/", "--insecure", "--connection-per-request", "--rate", "300");
        others.run(target.web(), WARM_UP_SECONDS);
        served(http2, "http2");
        served(tls, "tls");
    }

    private Process load(String name, String url, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                lab.program().toString(), "load", "--url", url, "--connections", "4", "--duration", WARM_UP_SECONDS + "s"));
        command.addAll(List.of(options));
        return lab.start(Lab.OTHER_CORE, name, command);
    }

    private void served(Process load, String name) throws IOException, InterruptedException {
        if (load.waitFor() != 0) {
            throw new IllegalStateException(name + " is not served:\n" + lab.said(name));
        }
    }

    /**
     * What an attack did.
     *
     * @param others what came of the requests of other clients
     * @param opened connections of the attackers
     * @param beforeMiB resident memory before, and the most while it went on
     * @param counted how often, under which reasons
     */
    private record Suffered(Attack attack, OpenLoop.Answers others, long opened, double beforeMiB, double mostMiB, Counted counted) {
        boolean held() {
            return others.failed() == 0 && counted.under(attack.reason()) > 0 && mostMiB < BUDGET_MIB;
        }
    }

    private Suffered suffer(Attack attack) throws IOException, InterruptedException {
        calm.add(others.run(target.web(), CALM_SECONDS));
        Counted before = target.counted();
        double residentBefore = target.forgetMost();
        List<Process> attackers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            attackers.add(lab.start(Lab.OTHER_CORE, "attacker" + i, command(attack)));
        }
        for (int i = 0; i < PROCESSES; i++) {
            lab.awaitSaid("attacker" + i, Attacker.BEGUN);
        }
        OpenLoop.Answers answers = others.count(target.web(), attack.crowd().seconds());
        double most = target.mostMiB();
        for (Process attacker : attackers) {
            attacker.waitFor();
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        return new Suffered(attack, answers, opened(), residentBefore, Math.max(most, target.mostMiB()), target.counted().since(before));
    }

    private List<String> command(Attack attack) {
        List<String> command = new ArrayList<>(Subject.LEFTOVERS);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Attacker.class.getName(),
                attack.name(),
                String.valueOf(attack.crowd().secure() ? target.secure() : target.web()),
                String.valueOf(attack.crowd().seconds() + 1)));
        return command;
    }

    /** What the attackers say of themselves. */
    private long opened() throws IOException {
        long opened = 0;
        for (int i = 0; i < PROCESSES; i++) {
            opened += lab.said("attacker" + i).lines()
                    .filter(line -> line.startsWith(Attacker.OPENED))
                    .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                    .sum();
        }
        return opened;
    }

    // ---- What is written

    private static String page(List<Suffered> all, Histogram calm) {
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Clients that mean harm

                Written by `dataplane/benchmark/attack`: %d processes of attackers at once, while other clients send %,d requests/s on %d connections (open loop). Ballast
                has one core, everybody else the other one, of which attackers get what the others leave. Calm: p50 %.2f ms, p99 %.2f ms. The goal is a p99 of at most twice
                that, less than %d MiB resident, which is what a pod may have as it ships, and each attack counted under its own reason. *Client late* is the p99 of how much later
                than it wanted the measuring client itself woke up: what its core, and not Ballast, adds.

                | attack | connections | MiB before, most | p50 ms | p99 ms | × calm | longest ms | client late ms | failed | counted |
                |---|---|---|---|---|---|---|---|---|---|
                """,
                PROCESSES, RATE, CONNECTIONS, millis(calm, 50), millis(calm, P99), BUDGET_MIB));
        for (Suffered each : all) {
            Histogram waited = each.others.latencies();
            page.append(String.format(
                    Locale.ROOT,
                    "| %s: %s | %,d | %.0f, %.0f | %.2f | %.2f | %.1f | %.1f | %.2f | %,d | %s |%n",
                    each.attack, each.attack.words(), each.opened, each.beforeMiB, each.mostMiB, millis(waited, 50), millis(waited, P99),
                    millis(waited, P99) / millis(calm, P99), waited.getMaxValue() / 1e3, millis(each.others.late(), P99), each.others.failed(), each.counted));
        }
        return page.append("\n%s, Linux %s, Java %s.%n".formatted(LocalDate.now(ZoneOffset.UTC), System.getProperty("os.version"), Runtime.version()))
                .toString();
    }

    private static double millis(Histogram of, double percentile) {
        return of.getValueAtPercentile(percentile) / 1e3;
    }
}
