package dev.ballast.proxy.tls;

import java.util.List;

/** What ALPN (RFC 7301) calls the protocols that are agreed on by it. */
public final class ApplicationProtocols {
    /** HTTP/2. */
    public static final String HTTP_2 = "h2";

    /** HTTP/1.1. */
    public static final String HTTP_1_1 = "http/1.1";

    /** Both, the better one first. */
    public static final List<String> HTTP = List.of(HTTP_2, HTTP_1_1);

    private ApplicationProtocols() {}
}
