package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;

/** What a request asks for, as one text: scheme, host, port where it is not the scheme's own, and the target in its normal form (RFC 9111, 2; RFC 9110, 4.2.3). */
final class CacheKey {
    /** Of a request that names no host: nothing else is known to ask for the same. */
    static final String NONE = "";

    private CacheKey() {}

    /** @param secure whether the client speaks TLS */
    static String of(Request head, boolean secure) {
        if (!head.hasAuthority()) {
            return NONE;
        }
        byte[] bytes = head.bytes();
        String port = port(text(bytes, head.hostEnd(), head.authorityEnd()), secure);
        String target = text(bytes, head.targetStart(), head.targetEnd());
        return (secure ? "https://" : "http://") + head.host() + port + (head.rootTarget() ? "/" : "") + target;
    }

    /** @param rest of an authority, behind its host: perhaps a dot, perhaps a colon and digits */
    private static String port(String rest, boolean secure) {
        String port = rest.substring(rest.indexOf(':') + 1);
        boolean usual = rest.indexOf(':') < 0 || port.isEmpty() || port.equals(secure ? "443" : "80");
        return usual ? "" : ":" + port;
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
