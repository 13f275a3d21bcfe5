package dev.ballast.proxy.tls;

import io.netty.handler.ssl.SslContext;
import java.util.List;

/**
 * A certificate ready for handshakes.
 *
 * @param names what it stands for: its DNS names, else its common name
 */
public record Certificate(SslContext context, List<String> names) {
    public Certificate {
        names = List.copyOf(names);
    }
}
