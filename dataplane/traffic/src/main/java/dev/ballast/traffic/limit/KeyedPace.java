package dev.ballast.traffic.limit;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A {@link Pace} for each of any number of keys, in memory that is fixed: a table of sets of eight places, in one of which a key must stand. Where
 * a set is full, the key goes whose state says the least any more. It is forgotten, and counts as one that never came; so with more keys at once than places, some
 * are let through more often than they should, and none is refused that should not be.
 *
 * <p>From any thread, without a lock. Two threads may meet as a place changes its key: then one count is lost, or one is added to the wrong key.
 *
 * <p>Keys are 64 bits, hashes of what they stand for. Who chooses what is hashed, and knows another's, could come to share his budget;
 * for addresses he cannot choose.
 */
public final class KeyedPace {
    private static final int WAYS = 8;
    private static final long NOBODY = 0;

    private final Pace pace;
    private final AtomicLongArray keys;
    private final AtomicLongArray states;
    private final int mask;

    /** @param places how many keys can be known at once; a power of two from 8 */
    public KeyedPace(Pace pace, int places) {
        if (Integer.bitCount(places) != 1 || places < WAYS) {
            throw new IllegalArgumentException(places + " places: expected a power of two from " + WAYS);
        }
        this.pace = pace;
        this.keys = new AtomicLongArray(places);
        this.states = new AtomicLongArray(places);
        this.mask = places / WAYS - 1;
    }

    public Pace pace() {
        return pace;
    }

    /**
     * It happens for this key, if it may.
     *
     * @param hash of the key
     * @return 0 when it may; otherwise how many nanoseconds must be waited
     */
    public long take(long hash, long now) {
        long key = hash == NOBODY ? 1 : hash;
        int place = place(key, now);
        while (true) {
            long state = states.get(place);
            long wait = pace.waitNanos(state, now);
            if (wait > 0) {
                return wait;
            }
            if (states.compareAndSet(place, state, pace.take(state, now))) {
                return 0;
            }
        }
    }

    /** Where it stands from now on. */
    private int place(long key, long now) {
        int first = (int) (mixed(key) & mask) * WAYS;
        int least = first;
        long leastRemembered = Long.MAX_VALUE;
        for (int i = first; i < first + WAYS; i++) {
            long there = keys.get(i);
            if (there == key) {
                return i;
            }
            long remembered = there == NOBODY ? -1 : pace.remembersNanos(states.get(i), now);
            if (remembered < leastRemembered) {
                least = i;
                leastRemembered = remembered;
            }
        }
        keys.set(least, key);
        states.set(least, pace.fresh(now));
        return least;
    }

    /** The finalizer of MurmurHash3: hashes whose low bits are alike come apart. */
    private static long mixed(long key) {
        long h = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
