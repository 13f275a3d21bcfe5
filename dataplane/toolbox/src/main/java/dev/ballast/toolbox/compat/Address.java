package dev.ballast.toolbox.compat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a backend is.
 *
 * @param host an address literal, or a name
 * @param port 1 to 65535
 */
record Address(String host, int port) {
    /** @throws IllegalArgumentException when the text is not {@code HOST:PORT} */
    static Address of(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("\"" + text + "\": expected HOST:PORT");
        }
        return new Address(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    /** Several, with commas or spaces between them. */
    static List<Address> all(List<String> texts) {
        List<Address> addresses = new ArrayList<>();
        for (String text : texts) {
            for (String one : text.split("[,\\s]+")) {
                if (!one.isEmpty()) {
                    addresses.add(of(one));
                }
            }
        }
        return addresses;
    }

    /** Whether it is an address, and no name that has to be resolved. */
    boolean isLiteral() {
        return literal(host);
    }

    static boolean literal(String host) {
        try {
            return !InetAddress.ofLiteral(host).getHostAddress().isEmpty();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /**
     * The address that a name has now.
     *
     * @throws IllegalArgumentException when it has none
     */
    String resolved() {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("no address is known for \"" + host + "\"", unknown);
        }
    }
}
