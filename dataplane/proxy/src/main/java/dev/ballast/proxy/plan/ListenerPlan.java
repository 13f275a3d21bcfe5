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
 * @param tls present exactly for HTTPS
 */
public record ListenerPlan(
        ListenerConfig config, Backend backend, @Nullable ServerNames tls, ListenerMeter meter, BackendMeter backendMeter) {}
