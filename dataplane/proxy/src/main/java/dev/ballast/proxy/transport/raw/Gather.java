package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Received;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The loop's room in which a connection's next octets to go out are put together. One connection uses it at a time; when another one wants it, what is
 * in it goes out.
 */
final class Gather {
    private static final int ROOM = 64 * 1024;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(ROOM);
    private final long address = Buffer.memoryAddress(bytes);
    private @Nullable Output owner;

    /** Octets of this one that are in it. */
    int held(Output by) {
        return owner == by ? bytes.position() : 0;
    }

    /** Gives the room to this one, and answers how much of it is free. */
    int claim(Output next) {
        Output before = owner;
        if (before != next) {
            if (before != null) {
                before.flush();
            }
            owner = next;
        }
        return bytes.remaining();
    }

    void put(byte[] from, int offset, int count) {
        bytes.put(from, offset, count);
    }

    void put(Received from, int offset, int count) {
        from.copy(offset, bytes, count);
    }

    /** Writes what is in it and answers what {@link Descriptor#write} does; then it is free. {@link #rest} has what was not taken. */
    int write(Descriptor to) {
        int length = bytes.position();
        int taken = to.write(address, 0, length);
        bytes.position(Math.max(0, taken)).limit(length);
        return taken;
    }

    /** What the last {@link #write} left, until {@link #clear}. */
    ByteBuffer rest() {
        return bytes;
    }

    void clear() {
        owner = null;
        bytes.clear();
    }
}
