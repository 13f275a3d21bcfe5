package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Octets as if they had been received. */
record Pieces(byte[] octets) implements Received {
    static Pieces of(String text) {
        return new Pieces(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public int length() {
        return octets.length;
    }

    @Override
    public byte at(int index) {
        return octets[index];
    }

    @Override
    public void copy(int from, byte[] to, int offset, int count) {
        System.arraycopy(octets, from, to, offset, count);
    }

    @Override
    public void copy(int from, ByteBuffer to, int count) {
        to.put(octets, from, count);
    }
}
