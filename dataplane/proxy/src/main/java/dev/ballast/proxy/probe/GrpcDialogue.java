package dev.ballast.proxy.probe;

import dev.ballast.proxy.transport.Received;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.health.v1.Health/Check} of the whole server, over HTTP/2 by prior knowledge or inside TLS (RFC 9113; gRPC Health Checking Protocol). One
 * stream on a connection of its own: all that is needed of HTTP/2 is its framing. The header blocks of the answer are not decoded, because
 * its message says all, and there is none where the call failed.
 */
final class GrpcDialogue implements Probe.Dialogue {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEAD = 9;
    /** Larger ones must not be sent to us: we announce nothing else (RFC 9113, 4.2). */
    private static final int MAX_FRAME = 1 << 14;
    private static final int MESSAGE_HEAD = 5;
    private static final int MAX_MESSAGE = 1024;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;

    private static final int SERVING = 1;
    private static final String[] STATUSES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

    private final byte[] question;
    private final ByteBuffer in = ByteBuffer.allocate(FRAME_HEAD + MAX_FRAME);
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /** @param authority what the endpoint is called */
    GrpcDialogue(String authority, boolean secure) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE);
        frame(out, SETTINGS, 0, 0, new byte[0]);
        frame(out, HEADERS, END_HEADERS, 1, headers(authority, secure));
        frame(out, DATA, END_STREAM, 1, new byte[MESSAGE_HEAD]);
        question = out.toByteArray();
    }

    /** In HPACK (RFC 7541): what the static table has by its index, everything else as it is and not indexed. */
    private static byte[] headers(String authority, boolean secure) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x83); // :method POST
        out.write(secure ? 0x87 : 0x86); // :scheme https, or http
        literal(out, 4, "/grpc.health.v1.Health/Check"); // :path
        literal(out, 1, authority); // :authority
        literal(out, 31, "application/grpc"); // content-type
        literal(out, 58, "ballast-probe"); // user-agent
        out.write(0);
        text(out, "te");
        text(out, "trailers");
        return out.toByteArray();
    }

    /** @param name its index in the static table, at most 142 */
    private static void literal(ByteArrayOutputStream out, int name, String value) {
        if (name < 15) {
            out.write(name);
        } else {
            out.write(15);
            out.write(name - 15);
        }
        text(out, value);
    }

    /** Not compressed; a hostname has at most 253 octets, and its port five. */
    private static void text(ByteArrayOutputStream out, String text) {
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
            case DATA -> data(flags, payload);
            case HEADERS -> (flags & END_STREAM) != 0 ? "the call failed: there may be no health service" : null;
            case RST_STREAM, GOAWAY -> "the call was refused";
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

    private @Nullable String data(int flags, ByteBuffer payload) {
        int padding = 0;
        if ((flags & PADDED) != 0) {
            padding = payload.hasRemaining() ? payload.get() & 0xff : 0;
        }
        int count = payload.remaining() - padding;
        if (count < 0 || message.size() + count > MAX_MESSAGE) {
            return "the answer is no health";
        }
        message.write(payload.array(), payload.arrayOffset() + payload.position(), count);
        byte[] all = message.toByteArray();
        if (all.length >= MESSAGE_HEAD && all.length >= MESSAGE_HEAD + ByteBuffer.wrap(all).getInt(1)) {
            return verdict(ByteBuffer.wrap(all));
        }
        return (flags & END_STREAM) != 0 ? "the answer is no health" : null;
    }

    /** A message of protocol buffers in which field 1 is the status; without it, the status is 0. */
    private static String verdict(ByteBuffer message) {
        boolean compressed = message.get() != 0;
        int length = message.getInt();
        if (compressed || length != 0 && (length != 2 || message.get() != 1 << 3)) {
            return "the answer is no health";
        }
        int status = length == 0 ? 0 : message.get();
        return status == SERVING ? "" : "status " + (status >= 0 && status < STATUSES.length ? STATUSES[status] : status);
    }
}
