package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.HeaderList;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sorts an HTTP/2 header list into what speaks of the message as a whole (pseudo-header fields) and the others, and judges it (RFC 9113, 8.2
 * and 8.3). Cookie crumbs become one field again.
 */
final class Http2Fields {
    private static final byte[] TRAILERS = "trailers".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JOINT = "; ".getBytes(StandardCharsets.US_ASCII);

    private Http2Fields() {}

    /** What becomes of a pseudo-header field. Its name begins with a colon. */
    interface Pseudo {
        @Nullable Flaw field(byte[] bytes, int nameStart, int valueStart, int valueEnd);
    }

    /** None are allowed, as in trailers. */
    static final Pseudo NO_PSEUDO = (bytes, nameStart, valueStart, valueEnd) -> Flaw.InvalidPseudoHeader;

    static @Nullable Flaw read(HeaderList list, Fields into, Pseudo pseudo) {
        if (list.tooLarge() || list.tooMany()) {
            return list.tooLarge() ? Flaw.HeadTooLarge : Flaw.TooManyFields;
        }
        int crumbs = 0;
        boolean regular = false;
        for (int i = 0; i < list.count(); i++) {
            byte[] bytes = list.bytes();
            int start = list.nameStart(i);
            int value = list.valueStart(i);
            int end = list.valueEnd(i);
            Flaw flaw = null;
            if (value > start && bytes[start] == ':') {
                flaw = regular ? Flaw.InvalidPseudoHeader : pseudo.field(bytes, start, value, end);
            } else {
                regular = true;
                Name name = Name.of(bytes, start, value);
                if (name == Name.COOKIE) {
                    crumbs++;
                } else {
                    flaw = allowed(name, bytes, value, end) ? into.add(name, bytes, start, value, value, end) : Flaw.ConnectionField;
                }
            }
            if (flaw != null) {
                return flaw;
            }
        }
        return crumbs > 0 ? cookie(list, into) : null;
    }

    /** What speaks of a connection has no place here (RFC 9113, 8.2.2). */
    private static boolean allowed(Name name, byte[] bytes, int value, int end) {
        return switch (name) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE, HTTP2_SETTINGS -> false;
            case TE -> Chars.equalsIgnoreCase(bytes, value, end, TRAILERS);
            default -> true;
        };
    }

    /** Joins the crumbs (RFC 9113, 8.2.3), behind the list. */
    private static @Nullable Flaw cookie(HeaderList list, Fields into) {
        int name = 0;
        int start = -1;
        for (int i = 0; i < list.count(); i++) {
            if (Name.of(list.bytes(), list.nameStart(i), list.valueStart(i)) != Name.COOKIE) {
                continue;
            }
            name = i;
            if (start >= 0) {
                list.append(JOINT, 0, JOINT.length);
            }
            int at = list.append(list.bytes(), list.valueStart(i), list.valueEnd(i));
            start = start < 0 ? at : start;
        }
        return into.add(Name.COOKIE, list.bytes(), list.nameStart(name), list.valueStart(name), start, list.length());
    }
}
