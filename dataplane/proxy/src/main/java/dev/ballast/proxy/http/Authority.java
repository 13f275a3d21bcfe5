package dev.ballast.proxy.http;

/**
 * A host with or without a port, as it stands in {@code Host} and in a target (RFC 9110, 7.2; RFC 3986, 3.2). Narrower than the grammar: a
 * name is of letters, digits, {@code -} and {@code _} between single dots, without percent-encoding; a port is a number. What else the grammar
 * lets through names no host, and is read differently by different servers.
 */
final class Authority {
    private static final int LONGEST_NAME = 255;
    private static final int MOST_GROUPS = 8;

    private Authority() {}

    static boolean valid(byte[] bytes, int from, int to) {
        if (from == to) {
            return false;
        }
        int hostEnd = bytes[from] == '[' ? address(bytes, from + 1, to) : name(bytes, from, to);
        return hostEnd == to || hostEnd > 0 && bytes[hostEnd] == ':' && port(bytes, hostEnd + 1, to);
    }

    /** Where the name ends, or −1 when it is none. */
    private static int name(byte[] bytes, int from, int to) {
        int at = from;
        int label = 0;
        for (; at < to && bytes[at] != ':'; at++) {
            if (bytes[at] == '.' && label > 0) {
                label = 0;
            } else if (Chars.host(bytes[at])) {
                label++;
            } else {
                return -1;
            }
        }
        return at > from && at - from <= LONGEST_NAME ? at : -1;
    }

    /** Where the address in brackets ends, behind its bracket; −1 when it is none. Groups of digits, one gap, perhaps an IPv4 address last. */
    private static int address(byte[] bytes, int from, int to) {
        int groups = 0;
        boolean gap = false;
        int at = from;
        while (at < to && bytes[at] != ']') {
            if (bytes[at] == ':' && at + 1 < to && bytes[at + 1] == ':' && !gap) {
                gap = true;
                at += 2;
                continue;
            }
            if (groups > 0 && bytes[at - 1] != ':') {
                if (bytes[at] != ':') {
                    return -1;
                }
                at++;
            }
            int end = digits(bytes, at, to);
            boolean dotted = end < to && bytes[end] == '.';
            end = dotted ? quad(bytes, at, to) : end;
            groups += dotted ? 2 : 1;
            if (end <= at || !dotted && end - at > 4 || dotted && (end == to || bytes[end] != ']')) {
                return -1;
            }
            at = end;
        }
        boolean whole = gap ? groups < MOST_GROUPS : groups == MOST_GROUPS;
        return at < to && whole ? at + 1 : -1;
    }

    private static int digits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Chars.hex(bytes[at]) >= 0) {
            at++;
        }
        return at;
    }

    /** Where an IPv4 address ends; −1 when it is none. */
    private static int quad(byte[] bytes, int from, int to) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (at == to || bytes[at++] != '.')) {
                return -1;
            }
            int end = decimals(bytes, at, to);
            if (end == at || end - at > 3 || number(bytes, at, end) > 255) {
                return -1;
            }
            at = end;
        }
        return at;
    }

    private static boolean port(byte[] bytes, int from, int to) {
        if (from == to || to - from > 5 || decimals(bytes, from, to) < to) {
            return false;
        }
        int port = number(bytes, from, to);
        return port >= 1 && port <= 65535;
    }

    private static int decimals(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private static int number(byte[] bytes, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
