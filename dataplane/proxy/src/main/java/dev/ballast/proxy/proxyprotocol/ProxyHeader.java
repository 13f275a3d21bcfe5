package dev.ballast.proxy.proxyprotocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a header says.
 *
 * @param source who the connection comes from; null where the header speaks for nobody (a check by the sender itself, or a protocol without addresses)
 * @param destination what that one connected to; present exactly with a source
 */
public record ProxyHeader(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    /** One that leaves the connection's own addresses as they are. */
    public static final ProxyHeader OF_NOBODY = new ProxyHeader(null, null);
}
