package dev.ballast.traffic.route;

import java.util.Arrays;

/**
 * A query as forms write it ({@code application/x-www-form-urlencoded}, WHATWG URL 5.1): parameters between {@code &}, a plus is a space, and
 * {@code %XX} an octet; a percent sign that begins no encoding stands for itself.
 */
final class Query {
    private Query() {}

    /** Whether the first parameter of that name has the value. */
    static boolean has(byte[] octets, int start, int end, byte[] name, Value value) {
        int at = start;
        while (at < end) {
            int parameter = at;
            int equals = -1;
            while (at < end && octets[at] != '&') {
                if (octets[at] == '=' && equals < 0) {
                    equals = at;
                }
                at++;
            }
            int nameEnd = equals < 0 ? at : equals;
            if (same(octets, parameter, nameEnd, name)) {
                return value.fitsDecoded(octets, Math.min(nameEnd + 1, at), at);
            }
            at++;
        }
        return false;
    }

    /** Whether the octets are these once they are decoded. */
    static boolean same(byte[] octets, int start, int end, byte[] wanted) {
        int at = start;
        for (byte octet : wanted) {
            if (at >= end || decoded(octets, at, end) != octet) {
                return false;
            }
            at += width(octets, at, end);
        }
        return at == end;
    }

    static byte[] decode(byte[] octets, int start, int end) {
        byte[] decoded = new byte[end - start];
        int length = 0;
        for (int at = start; at < end; at += width(octets, at, end)) {
            decoded[length++] = decoded(octets, at, end);
        }
        return Arrays.copyOf(decoded, length);
    }

    private static byte decoded(byte[] octets, int at, int end) {
        if (width(octets, at, end) == 3) {
            return (byte) (Character.digit(octets[at + 1], 16) << 4 | Character.digit(octets[at + 2], 16));
        }
        return octets[at] == '+' ? (byte) ' ' : octets[at];
    }

    private static int width(byte[] octets, int at, int end) {
        boolean encoded = octets[at] == '%'
                && at + 2 < end
                && Character.digit(octets[at + 1], 16) >= 0
                && Character.digit(octets[at + 2], 16) >= 0;
        return encoded ? 3 : 1;
    }
}
