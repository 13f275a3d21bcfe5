package dev.ballast.proxy.main;

import dev.ballast.proxy.admin.Guard;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where an admin port is, and who may use it.
 *
 * @param address port 0 lets the kernel choose
 */
public record AdminAt(InetSocketAddress address, Guard guard) {
    /** For everybody on this machine. */
    public static AdminAt loopback(int port) {
        return new AdminAt(Binding.loopback(port), Guard.loopback());
    }

    /** As it stands in a URL. */
    String host() {
        InetAddress at = address.getAddress();
        String literal = at.isAnyLocalAddress() ? InetAddress.getLoopbackAddress().getHostAddress() : at.getHostAddress();
        return literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
    }
}
