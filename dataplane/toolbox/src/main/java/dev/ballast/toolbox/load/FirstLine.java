package dev.ballast.toolbox.load;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keeps the first line of a body, which says what was wrong where it is a short text and the answer one of an error. */
final class FirstLine {
    /** What is kept at most, in bytes. */
    static final int MOST = 200;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private boolean ended;

    private FirstLine() {}

    /** Null where the body explains nothing. */
    static @Nullable FirstLine of(Response head) {
        String type = head.header("Content-Type");
        return head.good() || type == null || !type.startsWith("text/plain") ? null : new FirstLine();
    }

    /** Looks at the next bytes of the body. */
    void add(byte[] bytes, int from, int count) {
        for (int i = from; !ended && i < from + count; i++) {
            ended = bytes[i] == '\n' || kept.size() == MOST;
            if (!ended) {
                kept.write(bytes[i]);
            }
        }
    }

    /** Looks at the next bytes of the body and leaves them there. */
    void add(ByteBuf bytes) {
        if (!ended) {
            byte[] some = new byte[Math.min(bytes.readableBytes(), MOST + 1)];
            bytes.getBytes(bytes.readerIndex(), some);
            add(some, 0, some.length);
        }
    }

    /** What was kept, without anything that a terminal would obey. */
    String text() {
        return kept.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "").strip();
    }
}
