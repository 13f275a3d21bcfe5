package dev.ballast.benchmark;

import java.io.IOException;
import java.util.Locale;

/**
 * What a request of P1 costs more by what the resource says.
 *
 * @param id of the row
 * @param less what the first of the two says
 * @param more what the second one says
 */
record ConfigRow(String id, String title, String goal, Variant less, Variant more) implements Row {
    private static final int CONNECTIONS = 64;

    /** One of two resources. */
    record Variant(String name, int matches, boolean bare) {
        private Twins.Twin twin(Lab lab, Front front) throws IOException {
            return new Twins.Twin(name, front.port(), new Manifest(front, matches, bare).command(lab));
        }
    }

    /** Everything that ships on, beside as little as can be. */
    static Row defaults() {
        return new ConfigRow(
                "P1-defaults",
                "P1 with everything that ships on, beside nothing of it: processor time a request",
                "≤ + 3 %",
                new Variant("bare", 0, true),
                new Variant("as it ships", 0, false));
    }

    /** Many routes beside few. */
    static Row routes() {
        return new ConfigRow(
                "P13-routes",
                "10 to 10,000 paths that routes look for: processor time a request",
                "≤ + 10 %",
                new Variant("10 paths", 10, false),
                new Variant("10,000 paths", 10_000, false));
    }

    @Override
    public Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException {
        Front front = Rows.web(lab, Front.Speaks.HTTP, true);
        double[] micros = Twins.micros(
                lab, Peer.Ballast, id, Load.wrk("http", CONNECTIONS), pace, less.twin(lab, front.on(Lab.freePort())), more.twin(lab, front.on(Lab.freePort())));
        String figure = Twins.more(micros);
        return new Outcome(
                figure,
                String.format(
                        Locale.ROOT,
                        "| µs, %s | µs, %s | more | version |%n|---|---|---|---|%n| %.2f | %.2f | %s | %s |%n",
                        less.name(), more.name(), micros[0], micros[1], figure, Peer.Ballast.version(lab)));
    }
}
