package dev.ballast.proxy.transport;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * What is known of a client's connection when its work begins.
 *
 * @param client where it comes from
 * @param destination tells what the client connected to; who needs it asks, since it may cost a call to the kernel
 * @param secure whether TLS ends here
 * @param serverName what the client called us in TLS, in lower case; {@code ""} when it did not say, or does not speak TLS
 * @param applicationProtocol what was agreed on by ALPN (RFC 7301), such as {@code http/1.1}; {@code ""} when nothing was
 */
public record Arrival(
        InetSocketAddress client, Supplier<InetSocketAddress> destination, boolean secure, String serverName, String applicationProtocol) {
    /** Of a connection that brings nothing but its bytes. */
    public static Arrival plain(Connection connection) {
        return new Arrival(connection.remoteAddress(), connection::localAddress, false, "", "");
    }

    /** The same from another client, for whom somebody else has connected to us. */
    public Arrival from(InetSocketAddress other, InetSocketAddress to) {
        return new Arrival(other, () -> to, secure, serverName, applicationProtocol);
    }

    /** The same with what TLS has said. */
    public Arrival within(boolean secured, String name, String protocol) {
        return new Arrival(client, destination, secured, name, protocol);
    }
}
