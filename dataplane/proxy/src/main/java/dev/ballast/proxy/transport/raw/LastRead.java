package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Received;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.util.Objects;

/** What was just read from a connection. A loop has one: it is valid until {@link #over}, and then the next is read into it. */
final class LastRead implements Received {
    static final int MOST = 64 * 1024;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MOST);
    private final long address = Buffer.memoryAddress(bytes);
    private int length;

    /** What {@link Descriptor#read} answers. */
    int read(Descriptor from) {
        int count = from.read(address, MOST);
        length = Math.max(0, count);
        return count;
    }

    /** The event that brought it has ended. */
    void over() {
        length = 0;
    }

    /** What {@link Descriptor#write} answers. */
    int write(Descriptor to, int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        return to.write(address, from, from + count);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte at(int index) {
        return bytes.get(Objects.checkIndex(index, length));
    }

    @Override
    public void copy(int from, byte[] to, int offset, int count) {
        Objects.checkFromIndexSize(from, count, length);
        bytes.get(from, to, offset, count);
    }

    @Override
    public void copy(int from, ByteBuffer to, int count) {
        Objects.checkFromIndexSize(from, count, length);
        to.put(to.position(), bytes, from, count).position(to.position() + count);
    }
}
