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
        /** Connections end after each part and begin before the next one, as in rounds: what was compiled without having seen that is compiled once more. */
        private static final int PART_SECONDS = 5;

        /** Before the first round of a proxy. */
        void warmUp(Peer peer, Load load, int port) throws IOException, InterruptedException {
            double done = 0;
            for (int left = peer == Peer.Ballast ? warmUp : 1; left > 0; left -= PART_SECONDS) {
                done += load.run(port, Math.min(left, PART_SECONDS)).count();
            }
            if (done == 0) {
                throw new IllegalStateException(peer + " does nothing well");
            }
        }
    }
}
