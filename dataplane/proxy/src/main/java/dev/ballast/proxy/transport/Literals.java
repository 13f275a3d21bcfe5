package dev.ballast.proxy.transport;

import java.net.InetAddress;

/** Addresses as text. */
public final class Literals {
    private Literals() {}

    /** Without the zone that an IPv6 address may have on this machine. */
    public static String of(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
