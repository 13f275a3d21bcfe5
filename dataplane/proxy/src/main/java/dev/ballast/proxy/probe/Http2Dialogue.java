package dev.ballast.proxy.probe;

import dev.ballast.proxy.transport.Received;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream on a connection of its own, over HTTP/2 by prior knowledge or inside TLS (RFC 9113): all that is needed of HTTP/2 is its framing. What
 * follows in the answer's frames its heirs say.
 */
abstract class Http2Dialogue implements Probe.Dialogue {
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEAD = 9;
    /** Larger ones must not be sent to us: we announce nothing else (RFC 9113, 4.2). */
    private static final int MAX_FRAME = 1 << 14;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int ACK = 1;

    private final byte[] question;
    private final ByteBuffer in = ByteBuffer.allocate(FRAME_HEAD + MAX_FRAME);

    /**
     * @param headers of the request, encoded
     * @param content of the request; null: it has none
     */
    Http2Dialogue(byte[] headers, byte @Nullable [] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE);
        frame(out, SETTINGS, 0, 0, new byte[0]);
        frame(out, HEADERS, content == null ? END_HEADERS | END_STREAM : END_HEADERS, 1, headers);
        if (content != null) {
            frame(out, DATA, END_STREAM, 1, content);
        }
        question = out.toByteArray();
    }

    /**
     * A part of the answer's headers, or trailers.
     *
     * @param flags of its frame
     * @param first whether it begins them
     * @return as {@link #heard}
     */
    abstract @Nullable String headers(int flags, boolean first, ByteBuffer payload);

    /** A part of the answer's content, without padding; the buffer has an array. */
    abstract @Nullable String data(boolean end, ByteBuffer content);

    /** @param name its index in the static table, at most 142 */
    static void literal(ByteArrayOutputStream out, int name, String value) {
        if (name < 15) {
            out.write(name);
        } else {
            out.write(15);
            out.write(name - 15);
        }
        text(out, value);
    }

    /** Not compressed; a hostname has at most 253 octets, and its port five. */
    static void text(ByteArrayOutputStream out, String text) {
        if (text.length() < 127) {
            out.write(text.length());
        } else { // RFC 7541, 5.1
            out.write(127);
            int left = text.length() - 127;
            for (; left >= 128; left >>>= 7) {
                out.write(left & 127 | 128);
            }
            out.write(left);
        }
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        ByteBuffer head = ByteBuffer.allocate(FRAME_HEAD);
        head.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream);
        out.writeBytes(head.array());
        out.writeBytes(payload);
    }

    @Override
    public byte[] question() {
        return question;
    }

    @Override
    public @Nullable String heard(Received bytes, Consumer<byte[]> out) {
        int at = 0;
        while (at < bytes.length()) {
            int count = Math.min(bytes.length() - at, in.remaining());
            bytes.copy(at, in, count);
            at += count;
            String verdict = frames(out);
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }

    private @Nullable String frames(Consumer<byte[]> out) {
        in.flip();
        String verdict = null;
        while (verdict == null && in.remaining() >= FRAME_HEAD) {
            int length = in.getInt(in.position()) >>> 8;
            if (length > MAX_FRAME) {
                return "the answer is not HTTP/2";
            }
            if (in.remaining() < FRAME_HEAD + length) {
                break;
            }
            int type = in.get(in.position() + 3);
            int flags = in.get(in.position() + 4);
            verdict = frame(type, flags, in.slice(in.position() + FRAME_HEAD, length), out);
            in.position(in.position() + FRAME_HEAD + length);
        }
        in.compact();
        return verdict;
    }

    private @Nullable String frame(int type, int flags, ByteBuffer payload, Consumer<byte[]> out) {
        return switch (type) {
            case DATA -> unpadded(flags, payload) ? data((flags & END_STREAM) != 0, payload) : "the answer is not HTTP/2";
            case HEADERS, CONTINUATION -> headers(flags, type == HEADERS, payload);
            case RST_STREAM, GOAWAY -> "the request was refused";
            case SETTINGS, PING -> {
                if ((flags & ACK) == 0) {
                    ByteArrayOutputStream answer = new ByteArrayOutputStream();
                    byte[] echo = new byte[type == PING ? payload.remaining() : 0];
                    payload.get(echo);
                    frame(answer, type, ACK, 0, echo);
                    out.accept(answer.toByteArray());
                }
                yield null;
            }
            default -> null;
        };
    }

    /** Leaves the padding out; false where there cannot be so much. */
    static boolean unpadded(int flags, ByteBuffer payload) {
        if ((flags & PADDED) == 0) {
            return true;
        }
        int padding = payload.hasRemaining() ? payload.get() & 0xff : 0;
        if (padding > payload.remaining()) {
            return false;
        }
        payload.limit(payload.limit() - padding);
        return true;
    }
}
