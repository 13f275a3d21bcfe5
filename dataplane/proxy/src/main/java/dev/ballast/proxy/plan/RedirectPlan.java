package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is sent.
 *
 * @param path null where it stays
 * @param listenerPort what clients use
 */
public record RedirectPlan(RedirectConfig config, @Nullable PathEdit path, int listenerPort) {
    /** The scheme of the address that the client is sent to. */
    public String scheme(boolean secure) {
        String own = config.scheme();
        return own != null ? own : secure ? "https" : "http";
    }

    /** The port that goes with the scheme, or 0 where it is the scheme's own and need not be said. */
    public int port(boolean secure) {
        int port = config.port() > 0 ? config.port() : config.scheme() == null ? listenerPort : 0;
        return port == (scheme(secure).equals("https") ? 443 : 80) ? 0 : port;
    }
}
