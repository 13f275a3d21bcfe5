package dev.ballast.traffic.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose keys are octets, asked by a range of an array, so that nothing is made to be looked up. Open addressing, at most half
 * full: a look-up costs one pass over the range and about one comparison, whatever the number of entries. The keys come from the configuration, so
 * no client can fill it with keys that collide.
 *
 * @param <V> of the values
 */
final class OctetMap<V> {
    private final boolean ignoringCase;
    private final int mask;
    private final int[] hashes;
    private final byte[] @Nullable [] keys;
    private final @Nullable Object[] values;

    /** @param ignoringCase whether letters are the same whatever their size; the keys are in small ones then */
    OctetMap(Map<String, ? extends V> entries, boolean ignoringCase) {
        this.ignoringCase = ignoringCase;
        int size = Integer.highestOneBit(Math.max(1, entries.size())) << 2;
        this.mask = size - 1;
        this.hashes = new int[size];
        this.keys = new byte[size][];
        this.values = new @Nullable Object[size];
        entries.forEach((key, value) -> put(Octets.of(key), value));
    }

    private void put(byte[] key, Object value) {
        int hash = hash(key, 0, key.length);
        int at = hash & mask;
        while (keys[at] != null) {
            at = at + 1 & mask;
        }
        hashes[at] = hash;
        keys[at] = key;
        values[at] = value;
    }

    @SuppressWarnings("unchecked") // only values of V are put in
    @Nullable V get(byte[] octets, int start, int end) {
        int hash = hash(octets, start, end);
        for (int at = hash & mask; ; at = at + 1 & mask) {
            byte[] key = keys[at];
            if (key == null) {
                return null;
            }
            if (hashes[at] == hash && same(octets, start, end, key)) {
                return (V) values[at];
            }
        }
    }

    private boolean same(byte[] octets, int start, int end, byte[] key) {
        return ignoringCase ? Octets.sameIgnoringCase(octets, start, end, key) : Octets.same(octets, start, end, key);
    }

    /** FNV-1a, with its upper half mixed into the bits that are used. */
    private int hash(byte[] octets, int start, int end) {
        int hash = 0x811c9dc5;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (ignoringCase ? Octets.lower(octets[i]) : octets[i])) * 0x01000193;
        }
        return hash ^ hash >>> 16;
    }
}
