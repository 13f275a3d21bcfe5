package dev.ballast.benchmark;

import java.io.IOException;

/** One goal of those that stand in {@link Rows}: how it is measured, and what came of it. */
interface Row {
    /** Short, without blanks: it is asked for by this. */
    String id();

    String title();

    String goal();

    /** Measures; takes minutes. */
    Outcome run(Lab lab, Pace pace) throws IOException, InterruptedException;

    /**
     * What came of it.
     *
     * @param figure to be held against the goal
     * @param table everything that was measured, as Markdown
     */
    record Outcome(String figure, String table) {}

    /**
     * How long is measured.
     *
     * @param rounds of each proxy, interleaved
     * @param seconds of a round
     * @param warmUp seconds in which our proxy is loaded before, so that what is hot has been compiled; the others need none
     */
    record Pace(int rounds, int seconds, int warmUp) {
        /** Before the first round of a proxy. */
        void warmUp(Peer peer, Load load, int port) throws IOException, InterruptedException {
            if (load.run(port, peer == Peer.Ballast ? warmUp : 1).count() == 0) {
                throw new IllegalStateException(peer + " does nothing well");
            }
        }
    }
}
