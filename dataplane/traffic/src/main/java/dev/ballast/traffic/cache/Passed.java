package dev.ballast.traffic.cache;

import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys whose answers were not to be stored, and when that was last seen; in memory that is fixed: 32 KiB. Of keys that meet in a place the last one is known: an earlier one
 * is forgotten, which costs one more wait. Keys are told apart by their hash, of which the place is a part. From any thread, without a lock.
 */
final class Passed {
    private static final int PLACE_BITS = 12;
    private static final int TAG_BITS = 20;

    private final Ticker ticker;
    private final long epoch;
    /** Milliseconds since the epoch, from 1, above the tag. */
    private final AtomicLongArray seen = new AtomicLongArray(1 << PLACE_BITS);

    Passed(Ticker ticker) {
        this.ticker = ticker;
        this.epoch = ticker.nanos();
    }

    /** It is seen now. */
    void note(String key) {
        int hash = mixed(key);
        seen.set(place(hash), now() << TAG_BITS | tag(hash));
    }

    boolean within(String key, long nanos) {
        int hash = mixed(key);
        long there = seen.get(place(hash));
        boolean same = there != 0 && (there & (1 << TAG_BITS) - 1) == tag(hash);
        return same && now() - (there >>> TAG_BITS) <= TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - epoch) + 1;
    }

    private static int mixed(String key) {
        return key.hashCode() * 0x9E3779B9;
    }

    private static int place(int hash) {
        return hash >>> TAG_BITS;
    }

    private static int tag(int hash) {
        return hash & (1 << TAG_BITS) - 1;
    }
}
