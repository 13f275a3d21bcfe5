package dev.ballast.traffic.time;

/** A clock that only measures distances. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some fixed moment, never going back. Compare by difference: the value may be negative and may wrap. Any thread. */
    long nanos();

    /** The machine's own. */
    static Ticker system() {
        return System::nanoTime;
    }
}
