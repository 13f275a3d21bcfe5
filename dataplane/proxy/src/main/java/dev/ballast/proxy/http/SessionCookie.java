package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;

/**
 * The cookie by which a client comes back to its endpoint (RFC 6265, 4.1). No script may read it, other sites may not send it along but by a link, and what was
 * given over TLS is not said in the clear.
 */
final class SessionCookie {
    private static final byte[] NAME = Composer.octets("Set-Cookie");

    private SessionCookie() {}

    /** @param secure whether the client speaks TLS */
    static void write(Response answer, SessionConfig config, String token, boolean secure) {
        StringBuilder cookie = new StringBuilder(config.cookie()).append('=').append(token).append("; Path=/; HttpOnly; SameSite=Lax");
        if (secure) {
            cookie.append("; Secure");
        }
        if (config.lifetimeSeconds() > 0) {
            cookie.append("; Max-Age=").append(config.lifetimeSeconds());
        }
        answer.add(NAME, Composer.octets(cookie.toString()));
    }
}
