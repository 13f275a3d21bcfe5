package dev.ballast.contract.snapshot;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as they are written. Nothing here asks a name server. */
public final class IpLiteral {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private IpLiteral() {}

    /**
     * Four decimal parts without leading zeros, or IPv6 without a zone; empty for everything else. An IPv4-mapped IPv6 address
     * ({@code ::ffff:10.0.0.1}) is the IPv4 address that it is.
     */
    public static Optional<InetAddress> parse(String text) {
        if (text.length() > 45 || text.endsWith(".") || !(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
