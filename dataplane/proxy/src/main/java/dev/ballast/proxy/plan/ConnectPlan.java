package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.proxy.tls.EndpointSecurity;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to an endpoint of a backend is made: the kernel's part, then who the client is, then TLS.
 *
 * @param timeoutMillis for all of it; 0 = no limit
 * @param proxyProtocol which version tells the endpoint who the client is; null: none
 * @param tls null: the connection stays plain
 */
public record ConnectPlan(long timeoutMillis, @Nullable ProxyProtocol proxyProtocol, @Nullable EndpointSecurity tls) {
    /** Whether a connection that was made so may serve another client, and is worth keeping. */
    public boolean reusable() {
        return proxyProtocol == null;
    }

    /** Whether a connection that was made so may serve whoever asks for one that is made in another way. */
    public boolean serves(ConnectPlan other) {
        return reusable() && other.reusable() && tls == other.tls;
    }
}
