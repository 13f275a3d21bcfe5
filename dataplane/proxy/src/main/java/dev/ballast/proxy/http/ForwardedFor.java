package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.IpLiteral;
import dev.ballast.proxy.plan.Sources;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Who a request is of, by what those in front of us have written into {@code X-Forwarded-For}: read from its end, where each has put the address that
 * connected to it, as long as the one who wrote is believed. Whatever stands before that anybody may have made up.
 */
final class ForwardedFor {
    private static final byte[] FORWARDED_FOR = "x-forwarded-for".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FORWARDED_PROTO = "x-forwarded-proto".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "http".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https".getBytes(StandardCharsets.US_ASCII);

    private ForwardedFor() {}

    /** @param connection what is known of who connects */
    static ClientFacts of(Sources sources, Request head, ClientFacts connection) {
        InetAddress client = connection.arrival().client().getAddress();
        if (!sources.believes(client, 0)) {
            return connection;
        }
        InetAddress seen = walk(sources, head, client);
        return connection.of(seen, secure(head, connection.secure()));
    }

    private static InetAddress walk(Sources sources, Request head, InetAddress connection) {
        Fields fields = head.fields();
        byte[] bytes = head.bytes();
        InetAddress client = connection;
        int passed = 0;
        for (int i = fields.count() - 1; i >= 0; i--) {
            if (!named(head, i, FORWARDED_FOR)) {
                continue;
            }
            int end = fields.valueEnd(i);
            while (end >= fields.valueStart(i)) {
                int comma = end - 1;
                while (comma >= fields.valueStart(i) && bytes[comma] != ',') {
                    comma--;
                }
                Optional<InetAddress> said = address(bytes, comma + 1, end);
                if (said.isEmpty() || !sources.believes(client, passed)) {
                    return client;
                }
                client = said.get();
                passed++;
                end = comma;
            }
        }
        return client;
    }

    private static boolean named(Request head, int field, byte[] lower) {
        return head.fields().name(field) == Name.X_FORWARDED && head.fields().named(head.bytes(), field, lower);
    }

    /** A literal, perhaps with a port: {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}. */
    private static Optional<InetAddress> address(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            return bracket < 0 ? Optional.empty() : IpLiteral.parse(text.substring(1, bracket));
        }
        int colon = text.indexOf(':');
        return IpLiteral.parse(colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text);
    }

    /** What the last one in front of us says of how its client came. */
    private static boolean secure(Request head, boolean otherwise) {
        Fields fields = head.fields();
        for (int i = fields.count() - 1; i >= 0; i--) {
            if (named(head, i, FORWARDED_PROTO)) {
                return Chars.equalsIgnoreCase(head.bytes(), fields.valueStart(i), fields.valueEnd(i), HTTPS)
                        || otherwise && !Chars.equalsIgnoreCase(head.bytes(), fields.valueStart(i), fields.valueEnd(i), HTTP);
            }
        }
        return otherwise;
    }
}
