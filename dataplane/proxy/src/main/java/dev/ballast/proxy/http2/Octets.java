package dev.ballast.proxy.http2;

/** Numbers in frames: the most significant octet comes first. */
final class Octets {
    private Octets() {}

    static int int16(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
    }

    static int int32(byte[] from, int at) {
        return int16(from, at) << 16 | int16(from, at + 2);
    }

    /** Without the highest bit, which is reserved. */
    static int int31(byte[] from, int at) {
        return int32(from, at) & Integer.MAX_VALUE;
    }

    static void int16(byte[] to, int at, int number) {
        to[at] = (byte) (number >> 8);
        to[at + 1] = (byte) number;
    }

    static void int32(byte[] to, int at, int number) {
        int16(to, at, number >> 16);
        int16(to, at + 2, number);
    }
}
