package dev.ballast.proxy.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The header fields that everybody knows (RFC 7541, Appendix A), numbered from 1. */
final class StaticTable {
    static final int LENGTH = 61;
    static final int STATUS_200 = 8;

    private static final String[] FIELDS = {
        ":authority", "", ":method", "GET", ":method", "POST", ":path", "/", ":path", "/index.html", ":scheme", "http", ":scheme", "https",
        ":status", "200", ":status", "204", ":status", "206", ":status", "304", ":status", "400", ":status", "404", ":status", "500",
        "accept-charset", "", "accept-encoding", "gzip, deflate", "accept-language", "", "accept-ranges", "", "accept", "",
        "access-control-allow-origin", "", "age", "", "allow", "", "authorization", "", "cache-control", "", "content-disposition", "",
        "content-encoding", "", "content-language", "", "content-length", "", "content-location", "", "content-range", "",
        "content-type", "", "cookie", "", "date", "", "etag", "", "expect", "", "expires", "", "from", "", "host", "", "if-match", "",
        "if-modified-since", "", "if-none-match", "", "if-range", "", "if-unmodified-since", "", "last-modified", "", "link", "",
        "location", "", "max-forwards", "", "proxy-authenticate", "", "proxy-authorization", "", "range", "", "referer", "",
        "refresh", "", "retry-after", "", "server", "", "set-cookie", "", "strict-transport-security", "", "transfer-encoding", "",
        "user-agent", "", "vary", "", "via", "", "www-authenticate", ""
    };

    private static final byte[][] NAMES = octets(0);
    private static final byte[][] VALUES = octets(1);
    /** Numbers of regular fields by the length of their names. */
    private static final int[][] BY_LENGTH = IntStream.range(0, 32)
            .mapToObj(length -> IntStream.rangeClosed(15, LENGTH).filter(i -> NAMES[i].length == length).toArray())
            .toArray(int[][]::new);

    private StaticTable() {}

    private static byte[][] octets(int part) {
        byte[][] octets = new byte[LENGTH + 1][];
        Arrays.setAll(octets, i -> i == 0 ? new byte[0] : FIELDS[2 * (i - 1) + part].getBytes(StandardCharsets.US_ASCII));
        return octets;
    }

    static byte[] name(int number) {
        return NAMES[number];
    }

    static byte[] value(int number) {
        return VALUES[number];
    }

    /** The number of a regular field with this name, whatever its case; 0 when there is none. */
    static int named(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < BY_LENGTH.length) {
            for (int number : BY_LENGTH[length]) {
                if (same(NAMES[number], bytes, start)) {
                    return number;
                }
            }
        }
        return 0;
    }

    private static boolean same(byte[] lower, byte[] bytes, int start) {
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] != HpackEncoder.lower(bytes[start + i])) {
                return false;
            }
        }
        return true;
    }
}
