package dev.ballast.proxy.http;

import org.jspecify.annotations.Nullable;

/**
 * Changing to another protocol (RFC 9110, 7.8). Only what is allowed is passed on, under our own spelling, so that no client can talk an
 * endpoint into a protocol that nobody here looks at: {@code h2c} above all, behind which a proxy would see one request and the endpoint many.
 */
final class Upgrade {
    static final byte[] WEBSOCKET = Composer.octets("websocket");

    private Upgrade() {}

    /**
     * The allowed protocol that a request asks for, or null. A request with a body asks for none: its end would have to be carried before
     * another protocol begins; and HTTP/1.0 knows no upgrade.
     */
    static byte @Nullable [] wanted(Request head) {
        return !head.http10() && !head.hasBody() && named(head.bytes(), head.fields(), WEBSOCKET) ? WEBSOCKET : null;
    }

    /** Whether an answer with status 101 agrees to that protocol, and to nothing else. */
    static boolean agreed(Response head, byte[] protocol) {
        return named(head.bytes(), head.fields(), protocol);
    }

    /** Whether a field {@code Upgrade} that {@code Connection} names lists the protocol. */
    private static boolean named(byte[] bytes, Fields fields, byte[] protocol) {
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i) == Name.UPGRADE && fields.nominated(bytes, i) && lists(bytes, fields.valueStart(i), fields.valueEnd(i), protocol)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lists(byte[] bytes, int from, int to, byte[] protocol) {
        int at = from;
        while (at < to) {
            int start = at;
            while (at < to && bytes[at] != ',') {
                at++;
            }
            int end = at++;
            while (start < end && Chars.blank(bytes[start])) {
                start++;
            }
            while (end > start && Chars.blank(bytes[end - 1])) {
                end--;
            }
            if (Chars.equalsIgnoreCase(bytes, start, end, protocol)) {
                return true;
            }
        }
        return false;
    }
}
