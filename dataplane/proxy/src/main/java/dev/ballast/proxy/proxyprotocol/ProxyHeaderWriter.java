package dev.ballast.proxy.proxyprotocol;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes headers of the PROXY protocol for connections to endpoints. Where one of the two addresses is IPv4 and the other IPv6, the IPv4 one is
 * written as IPv4-mapped IPv6, so that none is lost.
 */
public final class ProxyHeaderWriter {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private ProxyHeaderWriter() {}

    /** Version 1, with the end of its line. */
    public static byte[] line(InetSocketAddress source, InetSocketAddress destination) {
        boolean four = four(source, destination);
        String line = "PROXY " + (four ? "TCP4 " : "TCP6 ") + text(source, four) + ' ' + text(destination, four) + ' ' + source.getPort() + ' '
                + destination.getPort() + "\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    /** Version 2, without TLVs. */
    public static byte[] binary(InetSocketAddress source, InetSocketAddress destination) {
        boolean four = four(source, destination);
        int addresses = four ? 12 : 36;
        return ByteBuffer.allocate(ProxyHeaderReader.FIXED + addresses)
                .put(ProxyHeaderReader.SIGNATURE)
                .put((byte) (Binary.VERSION | Binary.PROXY))
                .put((byte) (four ? Binary.TCP4 : Binary.TCP6))
                .putShort((short) addresses)
                .put(octets(source, four))
                .put(octets(destination, four))
                .putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .array();
    }

    /** Version 1 of a connection that no client stands behind: what the protocol has for "health checks" and the like. */
    public static byte[] lineOfNobody() {
        return "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    /** Version 2 of a connection that no client stands behind: its command LOCAL. */
    public static byte[] binaryOfNobody() {
        return ByteBuffer.allocate(ProxyHeaderReader.FIXED)
                .put(ProxyHeaderReader.SIGNATURE)
                .put((byte) (Binary.VERSION | Binary.LOCAL))
                .put((byte) Binary.UNSPECIFIED)
                .putShort((short) 0)
                .array();
    }

    private static boolean four(InetSocketAddress source, InetSocketAddress destination) {
        return source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
    }

    private static byte[] octets(InetSocketAddress of, boolean four) {
        byte[] octets = of.getAddress().getAddress();
        return four || octets.length == 16 ? octets : ByteBuffer.allocate(16).put(MAPPED).put(octets).array();
    }

    private static String text(InetSocketAddress of, boolean four) {
        InetAddress address = of.getAddress();
        if (four) {
            return address.getHostAddress();
        }
        if (!(address instanceof Inet6Address)) {
            return "::ffff:" + address.getHostAddress();
        }
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
