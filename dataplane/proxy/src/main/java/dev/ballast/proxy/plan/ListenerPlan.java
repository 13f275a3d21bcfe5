package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.proxy.telemetry.BackendMeter;
import dev.ballast.proxy.telemetry.ListenerMeter;
import dev.ballast.proxy.tls.ServerNames;
import dev.ballast.traffic.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A listener compiled: everything that a request on it needs, found without searching.
 *
 * @param names which listener of its port a name is for
 * @param gate who counts its clients
 * @param tls present exactly where TLS ends here
 */
public record ListenerPlan(
        ListenerConfig config,
        Hostnames names,
        Backend backend,
        ListenerGate gate,
        @Nullable ServerNames tls,
        ListenerMeter meter,
        BackendMeter backendMeter) {
    /**
     * Whether a host is this listener's to serve (RFC 9110, 7.4): the server name has chosen the listener and with it who may come in, and a
     * request must not reach what another listener guards by naming it.
     *
     * @param host in small letters, without a port; {@code ""} when the request names none
     */
    public boolean serves(String host) {
        return names.oneForAll() || config.name().equals(names.listener(host));
    }
}
