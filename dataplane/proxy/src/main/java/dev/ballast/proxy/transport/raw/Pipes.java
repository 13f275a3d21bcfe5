package dev.ballast.proxy.transport.raw;

import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The loop's pipes. One is taken when bytes are there and given back when they are through, mostly in the same event: a loop needs one, and one
 * more for each connection that takes less than its peer sends.
 */
final class Pipes {
    private static final int KEPT = 4;

    private final ArrayDeque<Pipe> free = new ArrayDeque<>(KEPT);

    /** An empty one; null when this process lacks descriptors. */
    @Nullable Pipe take() {
        Pipe kept = free.pollLast();
        if (kept != null) {
            return kept;
        }
        try {
            return new Pipe();
        } catch (IOException lacking) {
            return null;
        }
    }

    void giveBack(Pipe pipe) {
        if (pipe.held() == 0 && free.size() < KEPT) {
            free.addLast(pipe);
        } else {
            pipe.close();
        }
    }

    /** After the loop's end. */
    void close() {
        free.forEach(Pipe::close);
        free.clear();
    }
}
