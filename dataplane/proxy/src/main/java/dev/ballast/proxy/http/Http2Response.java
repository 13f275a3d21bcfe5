package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.HeaderList;
import org.jspecify.annotations.Nullable;

/** An answer's head that came as an HTTP/2 header list. One object serves all heads of an attempt, one after the other. */
final class Http2Response implements Response, Http2Fields.Pseudo {
    private static final byte[] STATUS = Composer.octets(":status");

    private final Fields fields = new Fields(false, HeadLimits.ANSWER.fields());
    private @Nullable HeaderList list;
    private int status;
    private boolean empty;

    /**
     * Reads a list, which is this answer's until {@link #clear}; answers what is wrong with it.
     *
     * @param end whether nothing follows it
     * @param method of the request
     */
    @Nullable Flaw read(HeaderList from, boolean end, Method method) {
        list = from;
        Flaw flaw = Http2Fields.read(from, fields, this);
        if (flaw != null) {
            return flaw;
        }
        if (status == 0) {
            return Flaw.InvalidPseudoHeader;
        }
        if (status == 101) {
            return Flaw.InvalidStatusLine; // RFC 9113, 8.6
        }
        long length = fields.contentLength();
        if ((interim() || status == 204) && length > 0) {
            return Flaw.AmbiguousLength;
        }
        empty = end && length < 0 && !bodiless(method);
        return interim() ? end ? Flaw.LengthMismatch : null : end && length > 0 && !bodiless(method) ? Flaw.LengthMismatch : null;
    }

    /** Answers the list that it was read from. */
    @Nullable HeaderList clear() {
        HeaderList used = list;
        list = null;
        fields.clear();
        status = 0;
        empty = false;
        return used;
    }

    @Override
    public @Nullable Flaw field(byte[] bytes, int name, int value, int end) {
        if (!java.util.Arrays.equals(STATUS, 0, STATUS.length, bytes, name, value) || status > 0 || end - value != 3) {
            return Flaw.InvalidPseudoHeader;
        }
        for (int i = value; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return Flaw.InvalidPseudoHeader;
            }
            status = status * 10 + bytes[i] - '0';
        }
        return status < 100 || status > 599 ? Flaw.InvalidPseudoHeader : null;
    }

    @Override
    public byte[] bytes() {
        HeaderList of = list;
        if (of == null) {
            throw new IllegalStateException("an answer is used after its end");
        }
        return of.bytes();
    }

    @Override
    public Fields fields() {
        return fields;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public int append(byte[] octets, int from, int to) {
        HeaderList of = list;
        return of == null ? 0 : of.append(octets, from, to);
    }

    @Override
    public boolean empty() {
        return empty;
    }
}
