package dev.ballast.proxy.main;

import dev.ballast.proxy.transport.Unbound;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as options give them, and what is said when one cannot be bound. */
final class Binding {
    private Binding() {}

    /**
     * A port as it is written.
     *
     * @throws IllegalArgumentException naming the text and what was expected: from {@code least} to 65535
     */
    static int port(String text, int least) {
        try {
            int port = Integer.parseInt(text);
            if (port >= least && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, as one that is out of range is.
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a port: expected " + least + " to 65535");
    }

    /**
     * An IP address as it is written, which it stays. Names are not resolved.
     *
     * @throws IllegalArgumentException naming the text and what was expected
     */
    static String literal(String text) {
        try {
            InetAddress.ofLiteral(text);
            return text;
        } catch (IllegalArgumentException noLiteral) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address: expected one such as 127.0.0.1 or ::1", noLiteral);
        }
    }

    /** The same, where {@code ""} is every address. */
    static String literalOrEvery(String text) {
        return text.isEmpty() ? text : literal(text);
    }

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
     * @param addressOption that gave the address
     * @throws BindException naming the option and the address
     */
    static <T> T bind(String option, String addressOption, InetSocketAddress address, Opening<T> opening) throws IOException {
        try {
            return opening.open(address);
        } catch (BindException refused) {
            String why = Unbound.why(refused, addressOption, address.getAddress().getHostAddress());
            throw new BindException(option + ": " + address.getPort() + " cannot be bound: " + why);
        }
    }

    /** Opens a server on an address. */
    @FunctionalInterface
    interface Opening<T> {
        T open(InetSocketAddress address) throws IOException;
    }
}
