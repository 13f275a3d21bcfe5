package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.RequestsConfig;
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

    private final TargetPath normal = new TargetPath();
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
        this(HeadRoom.NONE);
    }

    /** @param room for large heads */
    RequestHead(HeadRoom room) {
        super(room, new Fields(room, true, HeadLimits.REQUEST.fields()), HeadLimits.REQUEST, Flaw.RequestLineTooLong);
    }

    /** What the next request may look like. */
    void rules(RequestsConfig rules) {
        mostOfBlock(rules.maxHeaderBytes());
        fields().underscores(rules.underscores());
        normal.encodedSlashes(rules.encodedSlashes());
    }

    @Override
    void clear() {
        super.clear();
        emptyLineSeen = http10 = rootTarget = false;
        methodStart = methodEnd = targetStart = targetEnd = authorityStart = authorityEnd = 0;
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
        while (at < end && Chars.method(bytes[at])) {
            at++;
        }
        methodStart = start;
        methodEnd = at;
        if (at == start || at - start > LONGEST_METHOD || at < end && bytes[at] != ' ') {
            return Flaw.InvalidMethod;
        }
        method = Method.of(bytes, start, at);
        int target = at + 1;
        at = target;
        if (target > end) {
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
        if (!http || !digit(bytes[start + 5]) || !digit(bytes[start + 7])) {
            return Flaw.InvalidRequestLine;
        }
        byte minor = bytes[start + 7];
        if (bytes[start + 5] != '1' || minor != '0' && minor != '1') {
            return Flaw.UnsupportedVersion;
        }
        http10 = minor == '0';
        return null;
    }

    private static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Origin form; absolute form, which is taken apart; or the asterisk form of OPTIONS (RFC 9112, 3.2), which goes to whoever serves the root of the host. */
    private @Nullable Flaw target(byte[] bytes, int start, int end) {
        targetStart = start;
        targetEnd = end;
        if (bytes[start] == '/') {
            return path(bytes, start, end);
        }
        if (method == Method.OPTIONS && end - start == 1 && bytes[start] == '*') {
            targetStart = end; // The star is the writer's to write.
            rootTarget = true;
            return null;
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
        if (!Authority.valid(bytes, start + scheme, slash)) {
            return Flaw.InvalidTarget;
        }
        authorityStart = start + scheme;
        authorityEnd = slash;
        targetStart = slash;
        rootTarget = slash == end || bytes[slash] == '?';
        return path(bytes, slash, end);
    }

    /** Brings the path to its normal form; the query follows it as it is. */
    private @Nullable Flaw path(byte[] bytes, int start, int end) {
        int pathEnd = TargetPath.end(bytes, start, end);
        if (!TargetPath.needsWork(bytes, start, pathEnd)) {
            return null;
        }
        Flaw flaw = normal.normalise(bytes, start, pathEnd);
        if (flaw == null) {
            System.arraycopy(bytes, pathEnd, bytes, normal.end(), end - pathEnd);
            targetEnd = normal.end() + end - pathEnd;
        } else {
            targetEnd = normal.end();
        }
        return flaw;
    }

    @Override
    @Nullable Flaw whole() {
        if (http10) {
            return fields().chunked() ? Flaw.InvalidTransferEncoding : twoAuthorities() ? Flaw.InvalidHost : null;
        }
        return fields().host() < 0 || twoAuthorities() ? Flaw.InvalidHost : null;
    }

    /** RFC 9112, 3.2.2, would have us overlook Host beside another authority. Others look there first, and take one for the other. */
    private boolean twoAuthorities() {
        int host = fields().host();
        return host >= 0
                && authorityEnd > authorityStart
                && !Chars.sameIgnoreCase(bytes(), authorityStart, authorityEnd, fields().valueStart(host), fields().valueEnd(host));
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

    @Override
    public @Nullable String flawedField() {
        return nameInFlaw();
    }

    @Override
    public void target(int start, int end) {
        targetStart = start;
        targetEnd = end;
        rootTarget = false;
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

    /** Where the authority begins; where the target has one, {@code Host} is the same. */
    @Override
    public int authorityStart() {
        return authorityEnd > authorityStart ? authorityStart : fields().valueStart(fields().host());
    }

    @Override
    public int authorityEnd() {
        return authorityEnd > authorityStart ? authorityEnd : fields().valueEnd(fields().host());
    }
}
