package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Connection;
import java.nio.charset.StandardCharsets;

/** Composes octets in the loop's scratch room. One at a time on a loop; nothing of it outlives the event. */
final class Composer {
    static final byte[] NONE = new byte[0];

    private static final byte[] CRLF = octets("\r\n");
    private static final byte[] COLON = octets(": ");

    private byte[] out;
    private int at;

    Composer(byte[] room) {
        out = room;
    }

    Composer begin(byte[] room) {
        out = room;
        at = 0;
        return this;
    }

    /** Octets that are safe to write as they are. */
    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    Composer add(byte[] octets) {
        return add(octets, 0, octets.length);
    }

    Composer add(byte[] octets, int start, int end) {
        System.arraycopy(octets, start, out, at, end - start);
        at += end - start;
        return this;
    }

    Composer add(char c) {
        out[at++] = (byte) c;
        return this;
    }

    /** A field of a head that was read: its name and value have been validated octet by octet. */
    void field(byte[] bytes, Fields fields, int index) {
        add(bytes, fields.nameStart(index), fields.nameEnd(index))
                .add(COLON)
                .add(bytes, fields.valueStart(index), fields.valueEnd(index))
                .add(CRLF);
    }

    Composer line() {
        return add(CRLF);
    }

    Composer decimal(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
        return this;
    }

    Composer hex(long number) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            int digit = (int) (number >>> shift) & 0xf;
            out[at++] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        return this;
    }

    int length() {
        return at;
    }

    void writeTo(Connection connection) {
        connection.write(out, 0, at);
        at = 0;
    }
}
