package dev.ballast.proxy.http;

import org.jspecify.annotations.Nullable;

/**
 * The path of a target, brought to its one normal form, in place: dot segments are resolved, needlessly encoded characters decoded, and the
 * digits of encodings written in capitals (RFC 3986, 6.2.2). Whoever chooses by the path, and the endpoint, see this form and no other.
 *
 * <p>What servers read in different ways is refused: an encoded slash, backslash or NUL; a backslash; a path that climbs above the root; a dot
 * segment with a parameter, which some servers resolve and others do not. An encoded slash may be let through: then it stays encoded, and no dot
 * segment may stand beside it.
 */
final class TargetPath {
    private byte[] bytes = {};
    private boolean encodedSlashes;
    private boolean encoded;
    private int part;
    private int start;
    private int at;
    private int out;

    /** @param accepted whether an encoded slash is let through from now on */
    void encodedSlashes(boolean accepted) {
        encodedSlashes = accepted;
    }

    /** Where the path ends that stands here, at most at {@code end}. */
    static int end(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != '?') {
            at++;
        }
        return at;
    }

    /** Whether the path is not in its normal form already, or may be malformed. */
    static boolean needsWork(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '%' || b == '\\' || b == '.' && bytes[i - 1] == '/') {
                return true;
            }
        }
        return false;
    }

    /** @param from where its first slash stands */
    @Nullable Flaw normalise(byte[] octets, int from, int end) {
        bytes = octets;
        start = at = out = from;
        Flaw flaw = null;
        while (at < end && flaw == null) {
            flaw = segment(end);
        }
        return flaw;
    }

    /** Where the path ends that was normalised; never later than before. */
    int end() {
        return out;
    }

    /** A slash, and what follows it up to the next one. */
    private @Nullable Flaw segment(int end) {
        int slash = out;
        bytes[out++] = bytes[at++];
        part = out;
        encoded = false;
        while (at < end && bytes[at] != '/') {
            Flaw flaw = octet(end);
            if (flaw != null) {
                return flaw;
            }
        }
        if (encoded) {
            return dots(part) > 0 ? Flaw.InvalidTarget : null;
        }
        return resolve(slash, at == end);
    }

    private @Nullable Flaw octet(int end) {
        byte b = bytes[at++];
        if (b != '%') {
            bytes[out++] = b;
            return b == '\\' ? Flaw.InvalidTarget : null;
        }
        int high = at + 1 < end ? Chars.hex(bytes[at]) : -1;
        int low = high < 0 ? -1 : Chars.hex(bytes[at + 1]);
        if (low < 0) {
            return Flaw.InvalidTarget;
        }
        at += 2;
        byte octet = (byte) (high << 4 | low);
        if (octet == '/' && !encodedSlashes || octet == '\\' || octet == 0) {
            return Flaw.EncodedPath;
        }
        if (octet == '/' && dots(part) > 0) {
            return Flaw.InvalidTarget; // Who decodes first, climbs.
        }
        if (Chars.unreserved(octet)) {
            bytes[out++] = octet;
        } else {
            bytes[out++] = '%';
            bytes[out++] = Chars.HEX[high];
            bytes[out++] = Chars.HEX[low];
        }
        if (octet == '/') {
            encoded = true;
            part = out;
        }
        return null;
    }

    /** Resolves the segment behind the slash where it is a dot segment. */
    private @Nullable Flaw resolve(int slash, boolean last) {
        int dots = dots(slash + 1);
        if (dots == 0) {
            return null;
        }
        if (out - slash - 1 > dots || dots == 2 && slash == start) {
            return Flaw.InvalidTarget;
        }
        out = slash;
        if (dots == 2) {
            do {
                out--;
            } while (bytes[out] != '/');
        }
        if (last) {
            out++;
        }
        return null;
    }

    /** How many dots stand there up to the end of what is written, alone or with a parameter: one, two, or none if it is something else. */
    private int dots(int from) {
        int dots = 0;
        while (dots < Math.min(out - from, 3) && bytes[from + dots] == '.') {
            dots++;
        }
        boolean alone = out - from == dots || bytes[from + dots] == ';';
        return dots <= 2 && alone ? dots : 0;
    }
}
