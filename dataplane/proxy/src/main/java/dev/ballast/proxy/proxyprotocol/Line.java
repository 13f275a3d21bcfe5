package dev.ballast.proxy.proxyprotocol;

import dev.ballast.contract.snapshot.IpLiteral;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderReader.Result;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Version 1: a line of text. */
final class Line {
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final int HIGHEST_PORT = 65_535;

    private Line() {}

    /** @param length with the line's end, which has come */
    static Result read(byte[] bytes, int length) {
        if (bytes[length - 2] != '\r') {
            return Result.of(ProxyHeaderFlaw.Line);
        }
        String line = new String(bytes, 0, length - 2, StandardCharsets.ISO_8859_1);
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            // The rest must be ignored, but a line has no control bytes in it.
            return line.chars().allMatch(c -> c >= ' ' && c <= '~') ? Result.of(ProxyHeader.OF_NOBODY) : Result.of(ProxyHeaderFlaw.Line);
        }
        if (!words[1].equals("TCP4") && !words[1].equals("TCP6")) {
            return Result.of(ProxyHeaderFlaw.Family);
        }
        if (words.length != 6) {
            return Result.of(ProxyHeaderFlaw.Line);
        }
        boolean four = words[1].equals("TCP4");
        InetSocketAddress source = address(four, words[2], words[4]);
        InetSocketAddress destination = address(four, words[3], words[5]);
        return source == null || destination == null
                ? Result.of(ProxyHeaderFlaw.Address)
                : Result.of(new ProxyHeader(source, destination));
    }

    /** An IPv6 address that stands for an IPv4 one is written as IPv6 all the same. */
    private static @Nullable InetSocketAddress address(boolean four, String address, String port) {
        InetAddress parsed = IpLiteral.parse(address).orElse(null);
        boolean fits = parsed != null && (four ? parsed instanceof Inet4Address && address.indexOf(':') < 0 : address.indexOf(':') >= 0);
        return fits && PORT.matcher(port).matches() && Integer.parseInt(port) <= HIGHEST_PORT
                ? new InetSocketAddress(parsed, Integer.parseInt(port))
                : null;
    }
}
