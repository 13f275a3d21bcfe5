package dev.ballast.benchmark;

import java.io.ByteArrayOutputStream;

/** Frames of HTTP/2 (RFC 9113), one after the other, whether they make sense or not. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    // Of the static table (RFC 7541, Appendix A).
    private static final int METHOD_GET = 0x82;
    private static final int METHOD_POST = 0x83;
    private static final int SCHEME_HTTP = 0x86;
    private static final int NAMED_PATH = 0x04;
    private static final int NAMED_AUTHORITY = 0x01;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    /** @param path of at most 126 octets */
    Frames get(int stream, String path) {
        return begin().head(METHOD_GET, path).end(HEADERS, END_STREAM | END_HEADERS, stream);
    }

    /** One whose body is still to come. */
    Frames post(int stream, String path) {
        return begin().head(METHOD_POST, path).end(HEADERS, END_HEADERS, stream);
    }

    Frames frame(int type, int flags, int stream, int... octets) {
        return begin().add(octets).end(type, flags, stream);
    }

    /** Begins a frame's payload. */
    Frames begin() {
        payload.reset();
        return this;
    }

    /** The pseudo header fields of a GET. */
    Frames asking(String path) {
        return head(METHOD_GET, path);
    }

    private Frames head(int method, String path) {
        return add(method, SCHEME_HTTP, NAMED_PATH, path.length()).add(Script.ascii(path)).add(NAMED_AUTHORITY, 4, 's', 'h', 'o', 'p');
    }

    Frames add(int... octets) {
        for (int octet : octets) {
            payload.write(octet);
        }
        return this;
    }

    Frames add(byte[] octets) {
        payload.writeBytes(octets);
        return this;
    }

    /** Ends it, in a frame of this type. */
    Frames end(int type, int flags, int stream) {
        for (int part : new int[] {payload.size() >> 16, payload.size() >> 8, payload.size(), type, flags}) {
            out.write(part);
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(stream >> shift);
        }
        out.writeBytes(payload.toByteArray());
        return this;
    }

    /** What was begun goes out as it is, in no frame. */
    Frames raw() {
        out.writeBytes(payload.toByteArray());
        return begin();
    }

    byte[] octets() {
        return out.toByteArray();
    }
}
