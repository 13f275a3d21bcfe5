package dev.ballast.proxy.transport;

import java.nio.ByteBuffer;

/** Bytes that have just come. They are valid during the event that brought them; what must live longer is copied. */
public interface Received {
    /** From 1. */
    int length();

    /** @param index from 0 to {@link #length()} − 1 */
    byte at(int index);

    void copy(int from, byte[] to, int offset, int count);

    /** Appends to the buffer, at its position. */
    void copy(int from, ByteBuffer to, int count);
}
