package dev.ballast.contract.translate;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses a pod must not be sent to by whoever may write a LoadBalancer: the pod's own, its node's neighbours and the services that hand
 * out a node's credentials. An IPv4 address inside an IPv6 one (mapped, compatible, NAT64 of RFC 6052, 6to4 of RFC 3056) counts as itself.
 */
public final class FixedAddresses {
    /** Where clouds answer for a node, beside 169.254.169.254, which is link-local. */
    private static final Set<String> METADATA = Set.of("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

    private FixedAddresses() {}

    /** What kind of forbidden address this is, in words; empty when a pod may be sent there. */
    public static Optional<String> forbidden(InetAddress address) {
        InetAddress target = embedded(address);
        byte[] bytes = target.getAddress();
        if (target.isAnyLocalAddress() || bytes.length == 4 && bytes[0] == 0) {
            return Optional.of("the unspecified address");
        }
        if (target.isLoopbackAddress()) {
            return Optional.of("a loopback address");
        }
        if (METADATA.contains(target.getHostAddress()) || target.getHostAddress().equals("169.254.169.254")) {
            return Optional.of("a metadata service");
        }
        if (target.isLinkLocalAddress()) {
            return Optional.of("a link-local address");
        }
        if (target.isMulticastAddress() || target.getHostAddress().equals("255.255.255.255")) {
            return Optional.of("a multicast or broadcast address");
        }
        return Optional.empty();
    }

    private static InetAddress embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet6Address) || address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return address;
        }
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            return ipv4(bytes, 2);
        }
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean compatible = zero(bytes, 0, 12);
        return compatible || nat64 && zero(bytes, 4, 12) ? ipv4(bytes, 12) : address;
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
