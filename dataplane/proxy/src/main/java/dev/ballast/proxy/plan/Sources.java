package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.Cidr;
import dev.ballast.contract.snapshot.SourcesConfig;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a listener's clients are, and which are let in. Immutable; any thread. */
public final class Sources {
    private final List<Cidr> allowed;
    private final boolean forwarded;
    private final List<Cidr> trusted;
    private final int hops;

    /** The validator has seen that each range is one. */
    private Sources(SourcesConfig config) {
        allowed = ranges(config.allowed());
        forwarded = config.forwarded() != null;
        trusted = config.forwarded() == null ? List.of() : ranges(config.forwarded().trusted());
        hops = config.forwarded() == null ? 0 : config.forwarded().hops();
    }

    /** Null for a listener that lets everybody in and believes nobody. */
    static @Nullable Sources of(@Nullable SourcesConfig config) {
        return config == null ? null : new Sources(config);
    }

    private static List<Cidr> ranges(List<String> written) {
        return written.stream().map(Cidr::parse).flatMap(Optional::stream).toList();
    }

    /** Whether a client is known by what others say of it in each request, not by its connection. */
    public boolean forwarded() {
        return forwarded;
    }

    /** Whether a client may come in. */
    public boolean admit(InetAddress client) {
        return allowed.isEmpty() || within(allowed, client);
    }

    /**
     * Whether somebody in front of us is believed about who connects to it.
     *
     * @param address of it
     * @param passed how many were believed before it, on the way from us to the client
     */
    public boolean believes(InetAddress address, int passed) {
        return hops > 0 ? passed < hops : within(trusted, address);
    }

    private static boolean within(List<Cidr> ranges, InetAddress address) {
        for (Cidr range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
