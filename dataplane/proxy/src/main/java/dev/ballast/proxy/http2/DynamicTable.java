package dev.ballast.proxy.http2;

/** The header fields that a peer has named before (RFC 7541, 2.3.2): a queue of entries whose octets stand one after the other. */
final class DynamicTable {
    /** What an entry costs beside its octets (RFC 7541, 4.1). */
    static final int OVERHEAD = 32;

    private static final int SPAN = 3;

    private final int most;
    private int limit;
    private byte[] store = new byte[0];
    private int end;
    /** For each entry, in a ring: where it begins, and how long its name and value are. */
    private int[] spans = new int[0];
    private int oldest;
    private int count;
    private int size;

    /** @param most octets that the peer may use */
    DynamicTable(int most) {
        this.most = most;
        this.limit = most;
    }

    int count() {
        return count;
    }

    /** Sets the size that the peer wants to use; false when it is more than it may. */
    boolean limit(int octets) {
        if (octets > most) {
            return false;
        }
        limit = octets;
        evictTo(limit);
        return true;
    }

    /** The array that holds the octets of every entry. */
    byte[] bytes() {
        return store;
    }

    /** @param index from 0, the newest */
    int nameStart(int index) {
        return spans[slot(index)];
    }

    int valueStart(int index) {
        int slot = slot(index);
        return spans[slot] + spans[slot + 1];
    }

    int valueEnd(int index) {
        int slot = slot(index);
        return spans[slot] + spans[slot + 1] + spans[slot + 2];
    }

    private int slot(int index) {
        return SPAN * ((oldest + count - 1 - index) % (spans.length / SPAN));
    }

    /** Adds an entry; those that leave no room for it go, and it is not added if it is too large by itself. */
    void add(byte[] bytes, int nameStart, int valueStart, int valueEnd) {
        int octets = valueEnd - nameStart;
        evictTo(Math.max(0, limit - octets - OVERHEAD));
        if (octets + OVERHEAD > limit) {
            return;
        }
        makeRoom(octets);
        System.arraycopy(bytes, nameStart, store, end, octets);
        int at = SPAN * ((oldest + count) % (spans.length / SPAN));
        spans[at] = end;
        spans[at + 1] = valueStart - nameStart;
        spans[at + 2] = valueEnd - valueStart;
        count++;
        end += octets;
        size += octets + OVERHEAD;
    }

    private void evictTo(int octets) {
        while (size > octets && count > 0) {
            int at = SPAN * oldest;
            size -= spans[at + 1] + spans[at + 2] + OVERHEAD;
            oldest = (oldest + 1) % (spans.length / SPAN);
            count--;
        }
    }

    private void makeRoom(int octets) {
        if (count * SPAN == spans.length) {
            growSpans();
        }
        if (store.length - end < octets) {
            int begin = count == 0 ? end : spans[SPAN * oldest];
            int live = end - begin;
            byte[] next = live + octets <= store.length / 2 ? store : new byte[Math.min(2 * most, Math.max(512, 2 * (live + octets)))];
            System.arraycopy(store, begin, next, 0, live);
            for (int i = 0; i < count; i++) {
                spans[SPAN * ((oldest + i) % (spans.length / SPAN))] -= begin;
            }
            store = next;
            end = live;
        }
    }

    private void growSpans() {
        int[] next = new int[Math.max(SPAN * 16, spans.length * 2)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(spans, SPAN * ((oldest + i) % count), next, SPAN * i, SPAN);
        }
        spans = next;
        oldest = 0;
    }
}
