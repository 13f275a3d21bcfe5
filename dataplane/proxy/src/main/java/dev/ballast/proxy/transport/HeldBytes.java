package dev.ballast.proxy.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that had to outlive the event that brought them: a queue that is filled at its end and taken whole. */
public final class HeldBytes implements Received {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int length;

    /** Holds these; the array is not copied. */
    public static HeldBytes of(byte[] bytes) {
        HeldBytes held = new HeldBytes();
        held.bytes = bytes;
        held.length = bytes.length;
        return held;
    }

    public void add(Received from, int offset, int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        from.copy(offset, bytes, length, count);
        length += count;
    }

    /** What is held from an offset on, in an array of its own. */
    public byte[] copyFrom(int offset) {
        return Arrays.copyOfRange(bytes, offset, length);
    }

    /** What is held, in an object of its own; nothing is held after this. */
    public HeldBytes take() {
        HeldBytes taken = new HeldBytes();
        taken.bytes = bytes;
        taken.length = length;
        clear();
        return taken;
    }

    public void clear() {
        bytes = NONE;
        length = 0;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte at(int index) {
        return bytes[index];
    }

    @Override
    public void copy(int from, byte[] to, int offset, int count) {
        System.arraycopy(bytes, from, to, offset, count);
    }

    @Override
    public void copy(int from, ByteBuffer to, int count) {
        to.put(bytes, from, count);
    }

    /** Writes a part to a connection. */
    public void writeTo(Connection to, int from, int count) {
        to.write(bytes, from, count);
    }
}
