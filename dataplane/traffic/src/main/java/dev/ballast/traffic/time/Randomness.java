package dev.ballast.traffic.time;

import java.util.concurrent.ThreadLocalRandom;

/** Chance. */
@FunctionalInterface
public interface Randomness {
    /** A number from 0 to {@code bound - 1}, each equally likely; {@code bound} is at least 1. Any thread. */
    int below(int bound);

    /** Each thread's own generator: no thread waits for another. Not for secrets. */
    static Randomness system() {
        return bound -> ThreadLocalRandom.current().nextInt(bound);
    }
}
