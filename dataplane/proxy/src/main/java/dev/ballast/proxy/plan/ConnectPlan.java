package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to an endpoint of a backend is made: the kernel's part, then what is said before the first request.
 *
 * @param timeoutMillis for all of it; 0 = no limit
 * @param proxyProtocol which version tells the endpoint who the client is; null: none
 */
public record ConnectPlan(long timeoutMillis, @Nullable ProxyProtocol proxyProtocol) {
    /** Whether a connection that has served one client may serve another one. */
    public boolean reusable() {
        return proxyProtocol == null;
    }
}
