package dev.ballast.proxy.tls;

/** What ALPN (RFC 7301) calls the protocols that are agreed on by it. */
public final class ApplicationProtocols {
    /** HTTP/2. */
    public static final String HTTP_2 = "h2";

    /** HTTP/1.1. */
    public static final String HTTP_1_1 = "http/1.1";

    private ApplicationProtocols() {}
}
