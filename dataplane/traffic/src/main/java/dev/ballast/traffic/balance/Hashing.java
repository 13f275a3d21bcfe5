package dev.ballast.traffic.balance;

import java.nio.charset.StandardCharsets;

/**
 * 64 bits of octets, the same in every process and version: FNV-1a (Fowler, Noll, Vo) and over it the finalizer of SplitMix64 (Steele, Lea, Flood
 * 2014), which spreads what differs over all bits. Keys are a few dozen octets: one multiplication each. Not for secrets, and no guard against a
 * client that chooses its keys: such a one can always meet one endpoint with one key.
 */
public final class Hashing {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Hashing() {}

    /** Never {@link Caller#NO_KEY}. */
    public static long of(byte[] bytes, int start, int end) {
        long hash = OFFSET;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
        }
        long mixed = mix(hash);
        return mixed == Caller.NO_KEY ? GOLDEN : mixed;
    }

    static long of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /** The next of a hash's own series. */
    static long next(long hash) {
        return mix(hash + GOLDEN);
    }

    /** The one at this place, from 0, of the series that begins with a hash. */
    static long at(long hash, int place) {
        return mix(hash + (place + 1) * GOLDEN);
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
