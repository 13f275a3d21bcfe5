package dev.ballast.proxy.http2;

import java.util.Arrays;

/**
 * A header list as it was decoded: the octets of names and values in one array, and where each stands. What exceeds the limits is noted and
 * not kept. It may be used again after {@link #clear}.
 */
public final class HeaderList {
    private static final int KEEP = 4096;
    private static final int FIRST = 512;
    private static final int SPAN = 3;

    private int mostOctets;
    private final int mostFields;
    private byte[] bytes = new byte[FIRST];
    private int filled;
    private int[] spans = new int[SPAN * 16];
    private int count;
    private int size;
    private boolean tooLarge;
    private boolean tooMany;

    public HeaderList(int mostOctets, int mostFields) {
        this.mostOctets = mostOctets;
        this.mostFields = mostFields;
    }

    /** So many octets are kept from now on, counted as RFC 9113, 6.5.2 does. */
    public void mostOctets(int octets) {
        mostOctets = octets;
    }

    public int count() {
        return count;
    }

    /** The octets of all of them; a value follows its name. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the kept octets end. */
    public int length() {
        return filled;
    }

    public int nameStart(int field) {
        return spans[field * SPAN];
    }

    /** Where the name ends and the value begins. */
    public int valueStart(int field) {
        return spans[field * SPAN + 1];
    }

    public int valueEnd(int field) {
        return spans[field * SPAN + 2];
    }

    /** Whether it had more octets than it may; what is kept is not all of it. */
    public boolean tooLarge() {
        return tooLarge;
    }

    /** Whether it had more fields than it may. */
    public boolean tooMany() {
        return tooMany;
    }

    /** Puts octets behind what is kept, for whoever needs room beside the list. */
    public int append(byte[] from, int start, int end) {
        int at = filled;
        put(from, start, end);
        return at;
    }

    public void clear() {
        if (bytes.length > KEEP) {
            bytes = new byte[FIRST];
        }
        filled = count = size = 0;
        tooLarge = tooMany = false;
    }

    // ---- What the decoder does

    void put(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, filled, end - start);
        filled += end - start;
    }

    /** Makes room for so many octets more. */
    void room(int octets) {
        if (bytes.length - filled < octets) {
            bytes = Arrays.copyOf(bytes, Math.max(filled + octets, bytes.length * 2));
        }
    }

    void filled(int end) {
        filled = end;
    }

    /** The octets from here on are a field, or are forgotten if it is one too many. */
    void add(int nameStart, int valueStart) {
        size += filled - nameStart + DynamicTable.OVERHEAD;
        tooLarge |= size > mostOctets;
        tooMany |= count == mostFields;
        if (tooLarge || tooMany) {
            size = Math.min(size, mostOctets + 1);
            filled = nameStart;
            return;
        }
        if (spans.length == count * SPAN) {
            spans = Arrays.copyOf(spans, spans.length * 2);
        }
        int at = count++ * SPAN;
        spans[at] = nameStart;
        spans[at + 1] = valueStart;
        spans[at + 2] = filled;
    }
}
