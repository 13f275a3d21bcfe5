package dev.ballast.proxy.main;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as options give them, and what is said when one cannot be bound. */
final class Binding {
    private Binding() {}

    /** @param literal an IP address; {@code ""} is every address */
    static InetSocketAddress address(String literal, int port) {
        return literal.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Opens a server.
     *
     * @param option that gave the port
     * @throws BindException naming the option and the address
     */
    static <T> T bind(String option, InetSocketAddress address, Opening<T> opening) throws IOException {
        try {
            return opening.open(address);
        } catch (BindException taken) {
            throw new BindException(
                    option + ": " + address.getPort() + " cannot be bound (" + taken.getMessage() + "): expected a free port");
        }
    }

    /** Opens a server on an address. */
    @FunctionalInterface
    interface Opening<T> {
        T open(InetSocketAddress address) throws IOException;
    }
}
