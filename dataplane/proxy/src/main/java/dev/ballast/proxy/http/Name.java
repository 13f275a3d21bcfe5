package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;

/** Names of fields that mean something to a proxy; every other one is {@link #OTHER}. */
enum Name {
    OTHER(""),
    /** Whatever it is called, it is from us. */
    OURS(""),
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    CONNECTION("connection"),
    EXPECT("expect"),
    TRAILER("trailer"),
    KEEP_ALIVE("keep-alive"),
    PROXY_CONNECTION("proxy-connection"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    PROXY_AUTHORIZATION("proxy-authorization"),
    TE("te"),
    UPGRADE("upgrade"),
    HTTP2_SETTINGS("http2-settings"),
    COOKIE("cookie"),
    FORWARDED("forwarded"),
    /** Every name that begins so. */
    X_FORWARDED("x-forwarded-");

    private static final Name[][] BY_LENGTH = byLength();

    private final byte[] lower;

    Name(String lower) {
        this.lower = lower.getBytes(StandardCharsets.US_ASCII);
    }

    private static Name[][] byLength() {
        Name[][] table = new Name[32][];
        for (int length = 0; length < table.length; length++) {
            int wanted = length;
            table[length] = java.util.Arrays.stream(values())
                    .filter(name -> name != OTHER && name != OURS && name != X_FORWARDED && name.lower.length == wanted)
                    .toArray(Name[]::new);
        }
        return table;
    }

    static Name of(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length < BY_LENGTH.length) {
            for (Name name : BY_LENGTH[length]) {
                if (Chars.startsIgnoreCase(bytes, start, end, name.lower)) {
                    return name;
                }
            }
        }
        return Chars.startsIgnoreCase(bytes, start, end, X_FORWARDED.lower) ? X_FORWARDED : OTHER;
    }

    /** Whether it says where the message ends. */
    boolean frames() {
        return this == CONTENT_LENGTH || this == TRANSFER_ENCODING;
    }

    /** Whether it speaks to the next hop only, so that it is never passed on. */
    boolean hopByHop() {
        return switch (this) {
            case CONNECTION,
                    KEEP_ALIVE,
                    PROXY_CONNECTION,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION,
                    TE,
                    TRANSFER_ENCODING,
                    UPGRADE,
                    HTTP2_SETTINGS -> true;
            default -> false;
        };
    }
}
