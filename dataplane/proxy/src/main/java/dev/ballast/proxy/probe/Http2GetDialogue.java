package dev.ballast.proxy.probe;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.HpackDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A GET request over HTTP/2, for endpoints that speak nothing else. Of the answer only the status is read. */
final class Http2GetDialogue extends Http2Dialogue {
    private static final int MAX_HEADERS = 1 << 16;
    private static final int MAX_FIELDS = 1_000;
    /** Before the block of a HEADERS frame with this flag: what nobody looks at any more (RFC 9113, 6.2). */
    private static final int PRIORITISED = 0x20;
    private static final int PRIORITY = 5;
    private static final String NOT_HTTP_2 = "the answer is not HTTP/2";

    private final ActiveConfig config;
    private final HpackDecoder decoder = new HpackDecoder(4096);
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    /** @param authority what the endpoint is called */
    Http2GetDialogue(ActiveConfig config, String authority, boolean secure) {
        super(request(config.path(), authority, secure), null);
        this.config = config;
    }

    private static byte[] request(String path, String authority, boolean secure) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x82); // :method GET
        out.write(secure ? 0x87 : 0x86); // :scheme https, or http
        literal(out, 4, path); // :path
        literal(out, 1, authority); // :authority
        literal(out, 19, "*/*"); // accept
        literal(out, 58, "ballast-probe"); // user-agent
        return out.toByteArray();
    }

    @Override
    @Nullable String headers(int flags, boolean first, ByteBuffer payload) {
        if (first && (!unpadded(flags, payload) || (flags & PRIORITISED) != 0 && payload.remaining() < PRIORITY)) {
            return NOT_HTTP_2;
        }
        if (first && (flags & PRIORITISED) != 0) {
            payload.position(payload.position() + PRIORITY);
        }
        if (block.size() + payload.remaining() > MAX_HEADERS) {
            return NOT_HTTP_2;
        }
        block.write(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
        return (flags & END_HEADERS) == 0 ? null : decoded();
    }

    private @Nullable String decoded() {
        HeaderList list = new HeaderList(MAX_HEADERS, MAX_FIELDS);
        boolean sound = decoder.decode(block.toByteArray(), 0, block.size(), list);
        block.reset();
        if (!sound || list.count() == 0) {
            return NOT_HTTP_2;
        }
        // Pseudo-header fields come first, and an answer has this one only (RFC 9113, 8.3).
        String field = new String(list.bytes(), list.nameStart(0), list.valueEnd(0) - list.nameStart(0), StandardCharsets.ISO_8859_1);
        if (!field.matches(":status[1-5][0-9][0-9]")) {
            return NOT_HTTP_2;
        }
        int status = Integer.parseInt(field.substring(":status".length()));
        if (status < 200) {
            return null;
        }
        return config.expects(status) ? "" : "status " + status;
    }

    @Override
    @Nullable String data(boolean end, ByteBuffer content) {
        return null;
    }
}
