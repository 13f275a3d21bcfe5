package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.proxy.http2.Http2Limits;
import dev.ballast.proxy.proxyprotocol.TrustedProxies;
import dev.ballast.proxy.telemetry.BackendMeter;
import dev.ballast.proxy.telemetry.Journal;
import dev.ballast.proxy.telemetry.ListenerMeter;
import dev.ballast.proxy.tls.ServerNames;
import dev.ballast.traffic.backend.Backend;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A listener compiled: everything that a request on it needs, found without searching.
 *
 * @param names which listener of its port a name is for
 * @param destination of everything, or of what no route matches
 * @param routes of an HTTP listener
 * @param gate who counts its clients
 * @param rateLimits who count its requests
 * @param proxies who connects for its clients and says so; null: nobody
 * @param sources which clients are let in; null: everybody, as they connect
 * @param tls present exactly where TLS ends here
 * @param connects how connections are made, by the name of a backend
 * @param requests what its requests may look like
 * @param http2 what is asked of a client's HTTP/2 connection
 * @param journal what of it is logged
 */
public record ListenerPlan(
        ListenerConfig config,
        Hostnames names,
        Destination destination,
        RoutePlans routes,
        ListenerGate gate,
        List<RateLimit> rateLimits,
        @Nullable TrustedProxies proxies,
        @Nullable Sources sources,
        @Nullable ServerNames tls,
        Map<String, ConnectPlan> connects,
        ListenerMeter meter,
        RequestsConfig requests,
        Http2Limits http2,
        Journal journal) {
    /** Of a listener without routes. */
    public Backend backend() {
        return destination.backend();
    }

    /** Where is counted what comes to no other backend. */
    public BackendMeter backendMeter() {
        return destination.meter();
    }

    /** Every place where its requests go. */
    public Stream<Destination> destinations() {
        return Stream.concat(
                Stream.of(destination),
                routes.routes().stream().flatMap(route -> Stream.concat(Stream.of(route.nowhere()), route.destinations().stream())));
    }

    /** The same for requests of which nothing is told. */
    public ListenerPlan quiet() {
        return new ListenerPlan(
                config, names, destination, routes, gate, rateLimits, proxies, sources, tls, connects, meter, requests, http2, journal.quiet());
    }

    /** Every place where copies of its requests go. */
    public Stream<MirrorPlan> mirrors() {
        return routes.routes().stream().map(route -> route.filters().mirror()).filter(Objects::nonNull);
    }

    /** The caches of its routes. */
    public Stream<CachePlan> caches() {
        return routes.routes().stream().map(route -> route.filters().cache()).filter(Objects::nonNull);
    }

    /**
     * How a connection to an endpoint of a backend of the plan is made.
     *
     * @throws IllegalArgumentException when it is of another plan
     */
    public ConnectPlan connect(Backend to) {
        ConnectPlan found = connects.get(to.name());
        if (found == null) {
            throw new IllegalArgumentException("no backend of this plan: " + to);
        }
        return found;
    }

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
