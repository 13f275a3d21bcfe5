package dev.ballast.traffic.fleet;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.LongToDoubleFunction;

/** An endpoint in virtual time: some workers behind one queue, each request taking an exponential time of a worker. */
final class Server {
    private final long meanNanos;
    private final long[] freeAt;
    private final LongFunction<Mood> mood;
    private final LongToDoubleFunction slowness;
    private int attempts;

    private Server(int workers, Duration mean, LongFunction<Mood> mood) {
        this(workers, mean, mood, now -> 1);
    }

    /** @param slowness how many times the mean a request takes at a moment */
    private Server(int workers, Duration mean, LongFunction<Mood> mood, LongToDoubleFunction slowness) {
        this.meanNanos = mean.toNanos();
        this.freeAt = new long[workers];
        this.mood = mood;
        this.slowness = slowness;
    }

    static Server well(int workers, Duration mean) {
        return new Server(workers, mean, now -> Mood.WELL);
    }

    /** So many times as slow at its birth, and less and less so for a time: caches fill, code is compiled. */
    static Server cold(int workers, Duration mean, Duration born, double times, Duration lasting) {
        return new Server(workers, mean, now -> Mood.WELL, now -> {
            double left = 1 - (now - born.toNanos()) / (double) lasting.toNanos();
            return 1 + (times - 1) * Math.clamp(left, 0, 1);
        });
    }

    /** Breaks every connection before it has answered. */
    static Server failing() {
        return new Server(1, Duration.ofMillis(1), now -> Mood.BREAKING);
    }

    /** Refuses connections in the last quarter of each period. */
    static Server flapping(int workers, Duration mean, Duration period) {
        return new Server(workers, mean, now -> now % period.toNanos() < period.toNanos() * 3 / 4 ? Mood.WELL : Mood.REFUSING);
    }

    Answer ask(long now, Random random) {
        attempts++;
        return switch (mood.apply(now)) {
            case REFUSING -> new Answer.Refused();
            case BREAKING -> new Answer.Broken();
            case WELL -> new Answer.After(work(now, random) - now);
        };
    }

    private long work(long now, Random random) {
        int soonest = 0;
        for (int i = 1; i < freeAt.length; i++) {
            soonest = freeAt[i] < freeAt[soonest] ? i : soonest;
        }
        long takes = (long) (-Math.log(1 - random.nextDouble()) * meanNanos * slowness.applyAsDouble(now));
        freeAt[soonest] = Math.max(now, freeAt[soonest]) + takes;
        return freeAt[soonest];
    }

    int attempts() {
        return attempts;
    }

    private enum Mood {
        WELL,
        REFUSING,
        BREAKING
    }

    /** What becomes of an attempt. */
    sealed interface Answer {
        record Refused() implements Answer {}

        record Broken() implements Answer {}

        record After(long nanos) implements Answer {}
    }
}
