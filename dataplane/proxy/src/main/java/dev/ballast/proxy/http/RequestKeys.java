package dev.ballast.proxy.http;

import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.balance.Key;
import java.nio.charset.StandardCharsets;

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
    static long address(ClientFacts client) {
        return Hashing.of(client.address(), 0, client.address().length);
    }

    /** @param name in lower case; without such a field it is {@link Caller#NO_KEY} */
    static long header(byte[] name, Request head) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (Chars.equalsIgnoreCase(head.bytes(), fields.nameStart(i), fields.nameEnd(i), name)) {
                return Hashing.of(head.bytes(), fields.valueStart(i), fields.valueEnd(i));
            }
        }
        return Caller.NO_KEY;
    }

    /** There may be several fields of cookies: HTTP/2 allows it (RFC 9113, 8.2.3). */
    private static long cookie(byte[] name, Request head) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (Chars.equalsIgnoreCase(head.bytes(), fields.nameStart(i), fields.nameEnd(i), COOKIE)) {
                long hash = cookie(name, head.bytes(), fields.valueStart(i), fields.valueEnd(i));
                if (hash != Caller.NO_KEY) {
                    return hash;
                }
            }
        }
        return Caller.NO_KEY;
    }

    /** {@code name=value; name=value} (RFC 6265, 4.2.1). */
    private static long cookie(byte[] name, byte[] bytes, int start, int end) {
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
                return Hashing.of(bytes, pair + name.length + 1, at);
            }
        }
        return Caller.NO_KEY;
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
