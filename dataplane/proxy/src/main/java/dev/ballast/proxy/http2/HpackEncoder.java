package dev.ballast.proxy.http2;

/**
 * Encodes a header block (RFC 7541) with the static table only: no dynamic table to keep for every connection, no Huffman code. HAProxy does
 * the same: what it costs in octets it saves several times in time.
 *
 * <p>The room is the caller's and must be large enough. One at a time on a loop.
 */
public final class HpackEncoder {
    private static final int NAME_PATH = 4;
    private static final int NAME_STATUS = 8;
    private static final int LITERAL = 0x00;
    private static final int NEVER_INDEXED = 0x10;
    private static final int SIZE_UPDATE_TO_NONE = 0x20;

    private byte[] out = new byte[0];
    private int at;

    HpackEncoder begin(byte[] room, int offset, boolean first) {
        out = room;
        at = offset;
        if (first) {
            out[at++] = SIZE_UPDATE_TO_NONE; // So that a smaller table of the peer's changes nothing (RFC 7541, 4.2).
        }
        return this;
    }

    int end() {
        return at;
    }

    /** @param status of three digits */
    public HpackEncoder status(int status) {
        int number = switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (number > 0) {
            return indexed(number);
        }
        out[at++] = NAME_STATUS;
        out[at++] = 3;
        out[at++] = (byte) ('0' + status / 100);
        out[at++] = (byte) ('0' + status / 10 % 10);
        out[at++] = (byte) ('0' + status % 10);
        return this;
    }

    /** @param before an octet that goes before the rest of the path; 0 for none */
    public HpackEncoder path(int before, byte[] bytes, int start, int end) {
        integer(LITERAL, 4, NAME_PATH);
        integer(0, 7, end - start + (before == 0 ? 0 : 1));
        if (before != 0) {
            out[at++] = (byte) before;
        }
        System.arraycopy(bytes, start, out, at, end - start);
        at += end - start;
        return this;
    }

    /** A field that is in no table. @param name in lower case */
    public HpackEncoder field(byte[] name, byte[] value, int start, int end) {
        out[at++] = LITERAL;
        string(name, 0, name.length);
        string(value, start, end);
        return this;
    }

    /** A field of the static table, with its value. */
    public HpackEncoder indexed(int number) {
        out[at++] = (byte) (0x80 | number);
        return this;
    }

    /** A field whose name has this number in the static table. */
    public HpackEncoder named(int number, byte[] value, int start, int end) {
        integer(LITERAL, 4, number);
        string(value, start, end);
        return this;
    }

    /** A field whose name has this number, and whose value is a decimal number. */
    public HpackEncoder named(int number, long value) {
        integer(LITERAL, 4, number);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        out[at++] = (byte) digits;
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
        return this;
    }

    /** A field; its name is written in lower case. */
    public HpackEncoder field(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int number = StaticTable.named(bytes, nameStart, nameEnd);
        if (number > 0) {
            integer(sensitive(number) ? NEVER_INDEXED : LITERAL, 4, number);
        } else {
            out[at++] = LITERAL;
            integer(0, 7, nameEnd - nameStart);
            for (int i = nameStart; i < nameEnd; i++) {
                out[at++] = lower(bytes[i]);
            }
        }
        string(bytes, valueStart, valueEnd);
        return this;
    }

    /** What no other hop may put into a table either (RFC 7541, 7.1.3): authorization, cookie, set-cookie. */
    private static boolean sensitive(int number) {
        return number == 23 || number == 32 || number == 55;
    }

    private void string(byte[] bytes, int start, int end) {
        integer(0, 7, end - start);
        System.arraycopy(bytes, start, out, at, end - start);
        at += end - start;
    }

    private void integer(int pattern, int prefix, int value) {
        int mask = (1 << prefix) - 1;
        if (value < mask) {
            out[at++] = (byte) (pattern | value);
            return;
        }
        out[at++] = (byte) (pattern | mask);
        int rest = value - mask;
        while (rest >= 0x80) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
}
