package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;

/** The methods that a proxy must tell apart. */
enum Method {
    GET(true),
    HEAD(true),
    POST(false),
    PUT(true),
    DELETE(true),
    OPTIONS(true),
    TRACE(true),
    CONNECT(false),
    OTHER(false);

    private static final Method[] VALUES = values();

    private final boolean idempotent;
    private final byte[] name = name().getBytes(StandardCharsets.US_ASCII);

    Method(boolean idempotent) {
        this.idempotent = idempotent;
    }

    /** Names of methods are case-sensitive. */
    static Method of(byte[] bytes, int start, int end) {
        for (Method method : VALUES) {
            if (method.is(bytes, start, end)) {
                return method;
            }
        }
        return OTHER;
    }

    private boolean is(byte[] bytes, int start, int end) {
        if (end - start != name.length || this == OTHER) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether doing it twice is the same as doing it once (RFC 9110, 9.2.2). */
    boolean idempotent() {
        return idempotent;
    }
}
