package dev.ballast.proxy.proxyprotocol;

import dev.ballast.contract.snapshot.Cidr;
import java.net.InetAddress;
import java.util.List;

/**
 * Who connects for a listener's clients.
 *
 * @param required whether a connection without a header, or from elsewhere, is closed
 * @param ranges from where a header is believed
 */
public record TrustedProxies(boolean required, List<Cidr> ranges) {
    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /** Whether a header from there is believed. */
    public boolean trust(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
