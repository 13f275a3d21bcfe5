package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's head. It stays until its exchange has ended, so that an attempt can be made again from it.
 */
final class RequestHead extends Head implements Request {
    private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_METHOD = 32;

    private boolean emptyLineSeen;
    private int methodStart;
    private int methodEnd;
    private Method method = Method.OTHER;
    private boolean http10;
    private int targetStart;
    private int targetEnd;
    private int authorityStart;
    private int authorityEnd;
    private boolean rootTarget;

    RequestHead() {
        super(new Fields(true, HeadLimits.REQUEST.fields()), HeadLimits.REQUEST, Flaw.RequestLineTooLong);
    }

    @Override
    void clear() {
        super.clear();
        emptyLineSeen = http10 = rootTarget = false;
        authorityStart = authorityEnd = 0;
        method = Method.OTHER;
    }

    /** RFC 9112, 2.2: an empty line before the request line is overlooked, once. */
    @Override
    boolean skipsEmptyLine() {
        boolean first = !emptyLineSeen;
        emptyLineSeen = true;
        return first;
    }

    @Override
    @Nullable Flaw startLine(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Chars.token(bytes[at])) {
            at++;
        }
        methodStart = start;
        methodEnd = at;
        if (at == start || at - start > LONGEST_METHOD) {
            return Flaw.InvalidMethod;
        }
        method = Method.of(bytes, start, at);
        int target = at + 1;
        at = target;
        if (target > end || bytes[target - 1] != ' ') {
            return Flaw.InvalidRequestLine;
        }
        while (at < end && Chars.target(bytes[at])) {
            at++;
        }
        if (at == target || at == end || bytes[at] != ' ') {
            return at < end && bytes[at] != ' ' ? Flaw.InvalidTarget : Flaw.InvalidRequestLine;
        }
        Flaw wrong = version(bytes, at + 1, end);
        if (wrong != null) {
            return wrong;
        }
        if (method == Method.CONNECT) {
            return Flaw.UnsupportedMethod;
        }
        return target(bytes, target, at);
    }

    private @Nullable Flaw version(byte[] bytes, int start, int end) {
        boolean http = end - start == 8 && bytes[start + 4] == '/' && bytes[start + 6] == '.';
        for (int i = 0; http && i < 4; i++) {
            http = bytes[start + i] == HTTP_1[i];
        }
        if (!http || Chars.hex(bytes[start + 5]) < 0 || Chars.hex(bytes[start + 7]) < 0) {
            return Flaw.InvalidRequestLine;
        }
        byte minor = bytes[start + 7];
        if (bytes[start + 5] != '1' || minor != '0' && minor != '1') {
            return Flaw.UnsupportedVersion;
        }
        http10 = minor == '0';
        return null;
    }

    /** Origin form, asterisk form, or absolute form, which is taken apart (RFC 9112, 3.2). */
    private @Nullable Flaw target(byte[] bytes, int start, int end) {
        targetStart = start;
        targetEnd = end;
        if (bytes[start] == '*') {
            return end - start == 1 && method == Method.OPTIONS ? null : Flaw.InvalidTarget;
        }
        if (bytes[start] == '/') {
            return path(bytes, start, end);
        }
        int scheme = Chars.startsIgnoreCase(bytes, start, end, HTTP)
                ? HTTP.length
                : Chars.startsIgnoreCase(bytes, start, end, HTTPS) ? HTTPS.length : -1;
        if (scheme < 0) {
            return Flaw.InvalidTarget;
        }
        int slash = start + scheme;
        while (slash < end && bytes[slash] != '/' && bytes[slash] != '?') {
            slash++;
        }
        authorityStart = start + scheme;
        authorityEnd = slash;
        if (!Fields.isHost(bytes, authorityStart, authorityEnd)) {
            return Flaw.InvalidTarget;
        }
        targetStart = slash;
        rootTarget = slash == end || bytes[slash] == '?';
        return path(bytes, slash, end);
    }

    /** An encoded slash, backslash or NUL in a path is read differently by different servers: refused. */
    private static @Nullable Flaw path(byte[] bytes, int start, int end) {
        for (int i = start; i < end && bytes[i] != '?'; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < end ? Chars.hex(bytes[i + 1]) : -1;
                int low = high < 0 ? -1 : Chars.hex(bytes[i + 2]);
                if (low < 0) {
                    return Flaw.InvalidTarget;
                }
                int octet = high << 4 | low;
                if (octet == '/' || octet == '\\' || octet == 0) {
                    return Flaw.EncodedPath;
                }
            }
        }
        return null;
    }

    @Override
    @Nullable Flaw whole() {
        if (http10) {
            return fields().chunked() ? Flaw.InvalidTransferEncoding : null;
        }
        return fields().host() < 0 ? Flaw.InvalidHost : null;
    }

    // ---- What it says

    @Override
    public Method method() {
        return method;
    }

    @Override
    public int methodStart() {
        return methodStart;
    }

    @Override
    public int methodEnd() {
        return methodEnd;
    }

    /** Where path and query begin, also of a target in absolute form. */
    @Override
    public int targetStart() {
        return targetStart;
    }

    @Override
    public int targetEnd() {
        return targetEnd;
    }

    /** Whether the target is an absolute one without a path, so that {@code /} goes before it. */
    @Override
    public boolean rootTarget() {
        return rootTarget;
    }

    @Override
    public boolean http10() {
        return http10;
    }

    /** Whether some authority was given, by target or by {@code Host}. */
    @Override
    public boolean hasAuthority() {
        return authorityEnd > authorityStart || fields().host() >= 0;
    }

    /** Where the authority begins: that of the target goes before {@code Host} (RFC 9112, 3.2.2). */
    @Override
    public int authorityStart() {
        return authorityEnd > authorityStart ? authorityStart : fields().valueStart(fields().host());
    }

    @Override
    public int authorityEnd() {
        return authorityEnd > authorityStart ? authorityEnd : fields().valueEnd(fields().host());
    }
}
