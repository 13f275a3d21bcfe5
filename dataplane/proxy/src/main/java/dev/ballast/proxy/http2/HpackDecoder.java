package dev.ballast.proxy.http2;

/**
 * Decodes header blocks (RFC 7541) of one connection. A block that is too large is decoded to its end all the same: both sides must have the
 * same table after it.
 */
public final class HpackDecoder {
    private static final int HUFFMAN = 0x80;
    /** What needs more bits is larger than anything that is allowed here. */
    private static final int MOST_BITS = 28;

    private static final byte[] NONE = new byte[0];

    private final DynamicTable table;
    private byte[] block = NONE;
    private int at;
    private int end;

    /** @param tableSize octets that the peer's table may have */
    public HpackDecoder(int tableSize) {
        table = new DynamicTable(tableSize);
    }

    /** Decodes a whole block; false when it is none, after which no other block of the connection can be decoded. */
    public boolean decode(byte[] bytes, int from, int to, HeaderList into) {
        block = bytes;
        at = from;
        end = to;
        boolean sound = sizeUpdates();
        while (sound && at < end) {
            sound = field(into);
        }
        block = NONE;
        return sound;
    }

    /** They stand at the beginning of a block only (RFC 7541, 4.2). */
    private boolean sizeUpdates() {
        while (at < end && (block[at] & 0xe0) == 0x20) {
            int size = integer(5);
            if (size < 0 || !table.limit(size)) {
                return false;
            }
        }
        return true;
    }

    private boolean field(HeaderList into) {
        int first = block[at];
        if (first < 0) {
            return indexed(integer(7), into);
        }
        if ((first & 0x40) != 0) {
            return literal(integer(6), true, into);
        }
        return (first & 0x20) == 0 && literal(integer(4), false, into);
    }

    private boolean indexed(int index, HeaderList into) {
        if (index <= 0 || index > StaticTable.LENGTH + table.count()) {
            return false;
        }
        int start = into.length();
        putName(index, into);
        int value = into.length();
        if (index <= StaticTable.LENGTH) {
            byte[] octets = StaticTable.value(index);
            into.put(octets, 0, octets.length);
        } else {
            int entry = index - StaticTable.LENGTH - 1;
            into.put(table.bytes(), table.valueStart(entry), table.valueEnd(entry));
        }
        into.add(start, value);
        return true;
    }

    private void putName(int index, HeaderList into) {
        if (index <= StaticTable.LENGTH) {
            byte[] octets = StaticTable.name(index);
            into.put(octets, 0, octets.length);
        } else {
            int entry = index - StaticTable.LENGTH - 1;
            into.put(table.bytes(), table.nameStart(entry), table.valueStart(entry));
        }
    }

    private boolean literal(int index, boolean indexing, HeaderList into) {
        if (index < 0 || index > StaticTable.LENGTH + table.count()) {
            return false;
        }
        int start = into.length();
        if (index > 0) {
            putName(index, into);
        } else if (!string(into)) {
            return false;
        }
        int value = into.length();
        if (!string(into)) {
            return false;
        }
        if (indexing) {
            table.add(into.bytes(), start, value, into.length());
        }
        into.add(start, value);
        return true;
    }

    private boolean string(HeaderList into) {
        if (at == end) {
            return false;
        }
        boolean huffman = (block[at] & HUFFMAN) != 0;
        int length = integer(7);
        if (length < 0 || length > end - at) {
            return false;
        }
        if (huffman) {
            into.room(length * 8 / 5);
            int decoded = Huffman.decode(block, at, length, into.bytes(), into.length());
            if (decoded < 0) {
                return false;
            }
            into.filled(decoded);
        } else {
            into.put(block, at, at + length);
        }
        at += length;
        return true;
    }

    /** RFC 7541, 5.1; −1 when it does not end, or is too large. */
    private int integer(int prefix) {
        int mask = (1 << prefix) - 1;
        int value = block[at++] & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; shift < MOST_BITS && at < end; shift += 7) {
            int octet = block[at++];
            value += (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        return -1;
    }
}
