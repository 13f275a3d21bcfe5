package dev.ballast.traffic.cache;

import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When something last happened to a key, for any number of keys in memory that is fixed: 8 KiB. Keys whose hashes meet share a moment, the later one: who asks may
 * hear that something happened that did not, never the reverse. From any thread, without a lock.
 */
final class Recently {
    private static final int PLACES = 1024;
    private static final long NEVER = 0;

    private final Ticker ticker;
    private final long epoch;
    private final AtomicLongArray moments = new AtomicLongArray(PLACES);

    Recently(Ticker ticker) {
        this.ticker = ticker;
        this.epoch = ticker.nanos() - 1;
    }

    /** It happens now. */
    void note(String key) {
        moments.set(place(key), ticker.nanos() - epoch);
    }

    /** Whether it happened at a moment, or later. */
    boolean since(String key, long nanos) {
        long last = moments.get(place(key));
        return last != NEVER && last >= nanos - epoch;
    }

    private static int place(String key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> 22;
    }
}
