package dev.ballast.proxy.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener asks of TLS.
 *
 * @param listener its name: what one listener hands out for a resumption is worth nothing at another one
 * @param minVersion {@code "1.2"} or {@code "1.3"}
 * @param cipherSuites that TLS 1.2 may use, by their IANA names; empty for the library's
 * @param applicationProtocols that clients may agree on by ALPN (RFC 7301), the best one first
 * @param clients which may come in; null: all, and none is asked for a certificate
 */
public record ServerPolicy(String listener, String minVersion, List<String> cipherSuites, List<String> applicationProtocols, @Nullable ClientPolicy clients) {
    public ServerPolicy {
        cipherSuites = List.copyOf(cipherSuites);
        applicationProtocols = List.copyOf(applicationProtocols);
    }

    /** What a session must have been agreed on under to be resumed: the listener, and which clients may come in there. */
    String sessionBinding() {
        return listener + "\n" + clients;
    }
}
