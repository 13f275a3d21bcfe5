package dev.ballast.contract.snapshot;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of addresses (RFC 4632; RFC 4291, 2.3).
 *
 * @param network the first of them
 * @param prefix how many leading bits all of them share
 */
public record Cidr(InetAddress network, int prefix) {
    /**
     * Such as {@code 10.0.0.0/8} or {@code fd00::/8}; empty for everything else, also for one with bits set behind the prefix: it may be a slip of the
     * pen.
     */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (!bits.matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        return IpLiteral.parse(text.substring(0, slash))
                .filter(address -> Integer.parseInt(bits) <= address.getAddress().length * 8)
                .map(address -> new Cidr(address, Integer.parseInt(bits)))
                .filter(range -> Arrays.equals(masked(range.network.getAddress(), range.prefix), range.network.getAddress()));
    }

    /** An IPv4 address is in no range of IPv6 ones, nor the other way round. */
    public boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        byte[] first = network.getAddress();
        return octets.length == first.length && Arrays.equals(masked(octets, prefix), first);
    }

    private static byte[] masked(byte[] octets, int prefix) {
        byte[] masked = octets.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(prefix - 8L * i, 0, 8);
            masked[i] &= (byte) (0xff << 8 - kept);
        }
        return masked;
    }
}
