package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.proxy.http2.HeaderList;
import org.jspecify.annotations.Nullable;

/**
 * A request that came as an HTTP/2 header list. An extended CONNECT (RFC 8441) is read as the GET that asks for the same over HTTP/1.1. One object
 * serves many requests, one after the other.
 */
final class Http2Request implements Request, Http2Fields.Pseudo {
    private static final byte[] GET = Composer.octets("GET");
    private static final byte[] METHOD = Composer.octets(":method");
    private static final byte[] SCHEME = Composer.octets(":scheme");
    private static final byte[] PATH = Composer.octets(":path");
    private static final byte[] AUTHORITY = Composer.octets(":authority");
    private static final byte[] PROTOCOL = Composer.octets(":protocol");
    private static final byte[] HTTP = Composer.octets("http");
    private static final byte[] HTTPS = Composer.octets("https");
    private static final int LONGEST_METHOD = 32;

    private final Fields fields = new Fields(true, HeadLimits.REQUEST.fields());
    private final TargetPath normal = new TargetPath();
    private @Nullable HeaderList list;
    private Method method = Method.OTHER;
    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int authorityStart;
    private int authorityEnd;
    private boolean scheme;
    private boolean path;
    private boolean takesTrailers;
    private boolean ofServer;
    private int protocolStart;
    private int protocolEnd;

    /**
     * Reads a list, which is this request's from here on; answers what is wrong with it.
     *
     * @param end whether nothing follows it
     * @param rules what it may look like; the list has kept no more octets than they allow
     */
    @Nullable Flaw read(HeaderList from, boolean end, RequestsConfig rules) {
        list = from;
        fields.underscores(rules.underscores());
        normal.encodedSlashes(rules.encodedSlashes());
        Flaw flaw = Http2Fields.read(from, fields, this);
        if (flaw == null) {
            flaw = method == Method.CONNECT ? connect(end) : request();
        }
        if (flaw == null && !tunnels()) {
            takesTrailers = te();
            flaw = length(end);
        }
        return flaw;
    }

    @Nullable HeaderList clear() {
        HeaderList used = list;
        list = null;
        fields.clear();
        method = Method.OTHER;
        methodEnd = methodStart = targetEnd = targetStart = authorityEnd = authorityStart = protocolEnd = protocolStart = 0;
        scheme = path = takesTrailers = ofServer = false;
        return used;
    }

    @Override
    public @Nullable Flaw field(byte[] bytes, int name, int value, int end) {
        if (is(PATH, bytes, name, value) && !path) {
            path = true;
            targetStart = value;
            targetEnd = end;
            return value == end ? Flaw.InvalidPseudoHeader : null;
        }
        if (is(METHOD, bytes, name, value) && methodEnd == 0) {
            methodStart = value;
            methodEnd = end;
            return method(bytes, value, end);
        }
        if (is(SCHEME, bytes, name, value) && !scheme) {
            scheme = true;
            return is(HTTP, bytes, value, end) || is(HTTPS, bytes, value, end) ? null : Flaw.InvalidTarget;
        }
        if (is(AUTHORITY, bytes, name, value) && authorityEnd == 0) {
            authorityStart = value;
            authorityEnd = end;
            return Authority.valid(bytes, value, end) ? null : Flaw.InvalidHost;
        }
        if (is(PROTOCOL, bytes, name, value) && protocolEnd == 0) {
            protocolStart = value;
            protocolEnd = end;
            return value == end ? Flaw.InvalidPseudoHeader : null;
        }
        return Flaw.InvalidPseudoHeader;
    }

    private @Nullable Flaw method(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Chars.method(bytes[i])) {
                return Flaw.InvalidMethod;
            }
        }
        method = Method.of(bytes, start, end);
        return end == start || end - start > LONGEST_METHOD ? Flaw.InvalidMethod : null;
    }

    private boolean te() {
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i) == Name.TE) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(byte[] name, byte[] bytes, int start, int end) {
        return java.util.Arrays.equals(name, 0, name.length, bytes, start, end);
    }

    // ---- All of it together

    private @Nullable Flaw request() {
        return methodEnd == 0 || protocolEnd > 0 ? Flaw.InvalidPseudoHeader : target();
    }

    private @Nullable Flaw target() {
        if (!scheme || !path) {
            return Flaw.InvalidPseudoHeader;
        }
        if (targetEnd - targetStart > HeadLimits.REQUEST.startLine()) {
            return Flaw.RequestLineTooLong;
        }
        int host = fields.host();
        if (authorityEnd == 0 && host < 0 || authorityEnd > 0 && host >= 0 && !sameAuthority(host)) {
            return Flaw.InvalidHost; // RFC 9113, 8.3.1: whoever looks at one of them must see the other.
        }
        byte[] bytes = bytes();
        for (int i = targetStart; i < targetEnd; i++) {
            if (!Chars.target(bytes[i])) {
                return Flaw.InvalidTarget;
            }
        }
        if (method == Method.OPTIONS && targetEnd == targetStart + 1 && bytes[targetStart] == '*') {
            ofServer = true;
            targetStart = targetEnd; // As in HTTP/1: the star is the writer's to write.
            return null;
        }
        return bytes[targetStart] == '/' ? path(bytes) : Flaw.InvalidTarget;
    }

    private @Nullable Flaw path(byte[] bytes) {
        int pathEnd = TargetPath.end(bytes, targetStart, targetEnd);
        if (!TargetPath.needsWork(bytes, targetStart, pathEnd)) {
            return null;
        }
        Flaw flaw = normal.normalise(bytes, targetStart, pathEnd);
        if (flaw == null) {
            System.arraycopy(bytes, pathEnd, bytes, normal.end(), targetEnd - pathEnd);
            targetEnd -= pathEnd - normal.end();
        } else {
            targetEnd = normal.end();
        }
        return flaw;
    }

    private boolean sameAuthority(int host) {
        return Chars.sameIgnoreCase(bytes(), authorityStart, authorityEnd, fields.valueStart(host), fields.valueEnd(host));
    }

    /** Only one that leads to a WebSocket is served. */
    private @Nullable Flaw connect(boolean end) {
        if (protocolEnd == 0) {
            return Flaw.UnsupportedMethod;
        }
        Flaw flaw = target();
        if (flaw == null && !Chars.equalsIgnoreCase(bytes(), protocolStart, protocolEnd, Upgrade.WEBSOCKET)) {
            flaw = Flaw.UnsupportedMethod;
        }
        if (flaw == null && (end || fields.contentLength() >= 0)) {
            flaw = Flaw.LengthMismatch;
        }
        if (flaw == null) {
            method = Method.GET;
            methodStart = append(GET, 0, GET.length);
            methodEnd = methodStart + GET.length;
        }
        return flaw;
    }

    /** A length that is not announced is told to the endpoint by chunks. */
    private @Nullable Flaw length(boolean end) {
        if (!end && fields.contentLength() < 0) {
            fields.lengthUnknown();
        }
        return end && fields.contentLength() > 0 ? Flaw.LengthMismatch : null;
    }

    /** Octets that are kept for it. */
    int octets() {
        HeaderList of = list;
        return of == null ? 0 : of.length();
    }

    @Override
    public int append(byte[] octets, int from, int to) {
        HeaderList of = list;
        return of == null ? 0 : of.append(octets, from, to);
    }

    @Override
    public void target(int start, int end) {
        targetStart = start;
        targetEnd = end;
        ofServer = false;
    }

    /** Whether it asks for a WebSocket. */
    boolean tunnels() {
        return protocolEnd > 0;
    }

    @Override
    public boolean takesTrailers() {
        return takesTrailers;
    }

    // ---- What it says

    @Override
    public byte[] bytes() {
        HeaderList of = list;
        if (of == null) {
            throw new IllegalStateException("a request is used after its end");
        }
        return of.bytes();
    }

    @Override
    public Fields fields() {
        return fields;
    }

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

    @Override
    public int targetStart() {
        return targetStart;
    }

    @Override
    public int targetEnd() {
        return targetEnd;
    }

    @Override
    public boolean rootTarget() {
        return ofServer;
    }

    @Override
    public boolean hasAuthority() {
        return authorityEnd > 0 || fields.host() >= 0;
    }

    @Override
    public int authorityStart() {
        return authorityEnd > 0 ? authorityStart : fields.valueStart(fields.host());
    }

    @Override
    public int authorityEnd() {
        return authorityEnd > 0 ? authorityEnd : fields.valueEnd(fields.host());
    }

    @Override
    public boolean http10() {
        return false;
    }
}
