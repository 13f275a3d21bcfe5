package dev.ballast.proxy.http;

import java.util.Arrays;

/** Arrays of octets that are filled from their beginning. */
final class Room {
    private Room() {}

    /** The same octets, in an array that has room for so many more behind the filled ones: the same one, or one at least twice as large. */
    static byte[] in(byte[] bytes, int filled, int more) {
        return bytes.length - filled >= more ? bytes : Arrays.copyOf(bytes, Math.max(filled + more, bytes.length * 2));
    }
}
