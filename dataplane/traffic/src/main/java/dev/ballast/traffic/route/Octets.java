package dev.ballast.traffic.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets of requests, compared where they stand. */
final class Octets {
    private Octets() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
    }

    static boolean same(byte[] octets, int start, int end, byte[] wanted) {
        return Arrays.equals(octets, start, end, wanted, 0, wanted.length);
    }

    /** @param lower in small letters */
    static boolean sameIgnoringCase(byte[] octets, int start, int end, byte[] lower) {
        if (end - start != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(octets[start + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }
}
