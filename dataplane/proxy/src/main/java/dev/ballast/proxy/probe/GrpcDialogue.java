package dev.ballast.proxy.probe;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.health.v1.Health/Check} of the whole server (gRPC Health Checking Protocol). The header blocks of the answer are not decoded, because
 * its message says all, and there is none where the call failed.
 */
final class GrpcDialogue extends Http2Dialogue {
    private static final int MESSAGE_HEAD = 5;
    private static final int MAX_MESSAGE = 1024;
    private static final int SERVING = 1;
    private static final String[] STATUSES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /** @param authority what the endpoint is called */
    GrpcDialogue(String authority, boolean secure) {
        super(request(authority, secure), new byte[MESSAGE_HEAD]);
    }

    /** In HPACK (RFC 7541): what the static table has by its index, everything else as it is and not indexed. */
    private static byte[] request(String authority, boolean secure) {
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

    @Override
    @Nullable String headers(int flags, boolean first, ByteBuffer payload) {
        return first && (flags & END_STREAM) != 0 ? "the call failed: there may be no health service" : null;
    }

    @Override
    @Nullable String data(boolean end, ByteBuffer content) {
        if (message.size() + content.remaining() > MAX_MESSAGE) {
            return "the answer is no health";
        }
        message.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
        byte[] all = message.toByteArray();
        if (all.length >= MESSAGE_HEAD && all.length >= MESSAGE_HEAD + ByteBuffer.wrap(all).getInt(1)) {
            return verdict(ByteBuffer.wrap(all));
        }
        return end ? "the answer is no health" : null;
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
