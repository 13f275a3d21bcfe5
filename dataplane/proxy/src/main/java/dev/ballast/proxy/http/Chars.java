package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;

/** Classes of octets (RFC 9110 and 9112), and comparing of names as bytes. */
final class Chars {
    private static final byte TOKEN = 1;
    private static final byte TARGET = 2;
    private static final byte HOST = 4;
    private static final byte METHOD = 8;
    private static final byte UNRESERVED = 16;
    private static final byte[] CLASSES = classes();

    /** The digits of encodings. */
    static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private Chars() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        mark(classes, "!#$%&'*+-.^_`|~" + letters(), TOKEN);
        for (char c = 0x21; c < 0x7f; c++) {
            classes[c] |= c == '#' ? 0 : TARGET;
        }
        mark(classes, "-_" + letters(), HOST);
        mark(classes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_", METHOD);
        mark(classes, "-._~" + letters(), UNRESERVED);
        return classes;
    }

    private static String letters() {
        return "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    }

    private static void mark(byte[] classes, String members, byte kind) {
        members.chars().forEach(c -> classes[c] |= kind);
    }

    /** A character of a token: names of fields and methods. */
    static boolean token(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    /** A visible ASCII character other than {@code #}. */
    static boolean target(byte b) {
        return (CLASSES[b & 0xff] & TARGET) != 0;
    }

    /** What a method is made of here: RFC 9110 allows any token, but no method has small letters, and some servers take them for large ones. */
    static boolean method(byte b) {
        return (CLASSES[b & 0xff] & METHOD) != 0;
    }

    /** What an encoding in a URI means the same as (RFC 3986, 2.3). */
    static boolean unreserved(byte b) {
        return (CLASSES[b & 0xff] & UNRESERVED) != 0;
    }

    /** What a label of a host's name is made of. */
    static boolean host(byte b) {
        return (CLASSES[b & 0xff] & HOST) != 0;
    }

    /** Whether the octet must not stand in a line: controls other than TAB. CR and LF are judged by the line itself. */
    static boolean control(byte b) {
        return b >= 0 && b < 0x20 && b != '\t' || b == 0x7f;
    }

    static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    /** The digit's value, or −1. */
    static int hex(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        byte c = lower(b);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** @param lower in lower case */
    static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lower) {
        return end - start == lower.length && startsIgnoreCase(bytes, start, end, lower);
    }

    /** @param lower in lower case */
    static boolean startsIgnoreCase(byte[] bytes, int start, int end, byte[] lower) {
        if (end - start < lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[start + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    static boolean sameIgnoreCase(byte[] bytes, int start, int end, int otherStart, int otherEnd) {
        if (end - start != otherEnd - otherStart) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (lower(bytes[start + i]) != lower(bytes[otherStart + i])) {
                return false;
            }
        }
        return true;
    }
}
