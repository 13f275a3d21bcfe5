package dev.ballast.proxy.proxyprotocol;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a header of the PROXY protocol, version 1 or 2 (haproxy.org, doc/proxy-protocol.txt), from as many pieces as it comes in. Takes nothing
 * that follows it. Strict: what two readers could take differently is a {@link ProxyHeaderFlaw}. One use a connection.
 */
public final class ProxyHeaderReader {
    /** The longest header of version 2, in bytes: room for the certificate facts that senders put into TLVs. */
    public static final int MOST = 4096;

    static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    static final int FIXED = 16;

    private static final byte[] WORD = {'P', 'R', 'O', 'X', 'Y', ' '};

    /** With the end of the line; the specification's own count for the longest IPv6 addresses. */
    private static final int LONGEST_LINE = 107;

    private byte[] bytes = new byte[128];
    private int length;
    /** Of version 2, once it is known. */
    private int whole = -1;
    private @Nullable ProxyHeader header;
    private @Nullable ProxyHeaderFlaw flaw;

    /**
     * Takes the next bytes, as far as they belong to the header. Nothing more may come once there is a {@link #header} or a {@link #flaw}.
     *
     * @return how many were taken
     */
    public int read(byte[] from, int offset, int count) {
        int taken = 0;
        while (taken < count && header == null && flaw == null) {
            int room = Math.min(count - taken, whole < 0 ? 1 : whole - length);
            append(from, offset + taken, room);
            taken += room;
            look();
        }
        return taken;
    }

    /** What it says; null until all of it has come. */
    public @Nullable ProxyHeader header() {
        return header;
    }

    /** Why it is refused; null as long as it may be one. */
    public @Nullable ProxyHeaderFlaw flaw() {
        return flaw;
    }

    /** What was taken until now. With {@link ProxyHeaderFlaw#Absent} these are bytes of something else. */
    public byte[] taken() {
        return Arrays.copyOf(bytes, length);
    }

    private void append(byte[] from, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    private void look() {
        if (bytes[0] == WORD[0]) {
            line();
        } else if (begins(SIGNATURE)) {
            if (length == FIXED) {
                whole = FIXED + Binary.number(bytes, 14, 2);
                flaw = whole > MOST ? ProxyHeaderFlaw.TooLarge : Binary.flawOfHead(bytes);
            }
            if (flaw == null && length == whole) {
                decide(Binary.read(bytes, length));
            }
        } else {
            flaw = ProxyHeaderFlaw.Absent;
        }
    }

    private void line() {
        if (!begins(WORD)) {
            flaw = ProxyHeaderFlaw.Absent;
        } else if (bytes[length - 1] == '\n') {
            decide(Line.read(bytes, length));
        } else if (length == LONGEST_LINE) {
            flaw = ProxyHeaderFlaw.TooLarge;
        }
    }

    /** Whether what has come begins with this, as far as both go. */
    private boolean begins(byte[] expected) {
        int common = Math.min(length, expected.length);
        return Arrays.equals(bytes, 0, common, expected, 0, common);
    }

    private void decide(Result result) {
        header = result.header();
        flaw = result.flaw();
    }

    /** One of the two. */
    record Result(@Nullable ProxyHeader header, @Nullable ProxyHeaderFlaw flaw) {
        static Result of(ProxyHeader header) {
            return new Result(header, null);
        }

        static Result of(ProxyHeaderFlaw flaw) {
            return new Result(null, flaw);
        }
    }
}
