package dev.ballast.proxy.http;

import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.balance.Key;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The value of a request by which its endpoint is chosen, hashed where it stands. */
final class RequestKeys {
    private static final byte[] COOKIE = "cookie".getBytes(StandardCharsets.US_ASCII);

    private RequestKeys() {}

    /** Of a header that comes more than once, the first counts. */
    static long hash(Key key, Request head, ClientFacts client) {
        return switch (key.source()) {
            case SourceIP -> address(client);
            case Header -> header(key.name(), head);
            case Cookie -> cookie(key.name(), head);
        };
    }

    /** Of the client's address. */
    private static long address(ClientFacts client) {
        return Hashing.of(client.address(), 0, client.address().length);
    }

    /** @param name in lower case; without such a field it is {@link Caller#NO_KEY} */
    static long header(byte[] name, Request head) {
        Fields fields = head.fields();
        int field = fields.find(head.bytes(), name);
        return field < 0 ? Caller.NO_KEY : Hashing.of(head.bytes(), fields.valueStart(field), fields.valueEnd(field));
    }

    private static long cookie(byte[] name, Request head) {
        long at = find(name, head);
        return at < 0 ? Caller.NO_KEY : Hashing.of(head.bytes(), start(at), end(at));
    }

    /** The value of a cookie; null without it. Of several of a name the first counts. Some clients (RFC 2965) put it into quotes. */
    static @Nullable String cookieValue(byte[] name, Request head) {
        long at = find(name, head);
        if (at < 0) {
            return null;
        }
        byte[] bytes = head.bytes();
        boolean quoted = end(at) - start(at) >= 2 && bytes[start(at)] == '"' && bytes[end(at) - 1] == '"';
        int quote = quoted ? 1 : 0;
        return new String(bytes, start(at) + quote, end(at) - start(at) - 2 * quote, StandardCharsets.ISO_8859_1);
    }

    private static int start(long found) {
        return (int) (found >>> 32);
    }

    private static int end(long found) {
        return (int) found;
    }

    /** Where a cookie's value stands: its start above its end; −1 without it. There may be several fields of cookies: HTTP/2 allows it (RFC 9113, 8.2.3). */
    private static long find(byte[] name, Request head) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (fields.named(head.bytes(), i, COOKIE)) {
                long found = find(name, head.bytes(), fields.valueStart(i), fields.valueEnd(i));
                if (found >= 0) {
                    return found;
                }
            }
        }
        return -1;
    }

    /** {@code name=value; name=value} (RFC 6265, 4.2.1). */
    private static long find(byte[] name, byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            while (at < end && (bytes[at] == ';' || Chars.blank(bytes[at]))) {
                at++;
            }
            int pair = at;
            while (at < end && bytes[at] != ';') {
                at++;
            }
            if (begins(bytes, pair, at, name)) {
                return (long) (pair + name.length + 1) << 32 | at;
            }
        }
        return -1;
    }

    private static boolean begins(byte[] bytes, int start, int end, byte[] name) {
        if (end - start <= name.length || bytes[start + name.length] != '=') {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
