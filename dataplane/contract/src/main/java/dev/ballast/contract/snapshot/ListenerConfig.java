package dev.ballast.contract.snapshot;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A port that is listened on.
 *
 * @param name unique in the snapshot
 * @param port what clients use, 1 to 65535
 * @param bindPort what the process binds: the same on a laptop, an unprivileged one in a cluster, where the Service maps it; 0 lets the kernel choose (tests)
 * @param protocol what is spoken
 * @param hostname which server names are for it: a DNS name in small letters, perhaps behind {@code *.}; absent: those that no other listener of the port has
 * @param tls present exactly for HTTPS and TLS
 * @param proxyProtocol who connects for clients, and says so before everything else; absent: nobody; the same for all listeners of a port
 * @param sources who its clients are, and which are let in; absent: everybody, as they connect
 * @param limits how much of its clients is taken; absent: everything
 * @param requests what its requests may look like; absent: {@link RequestsConfig#STANDARD}
 * @param timeouts how long a client may take
 * @param routes in the order of the spec, which decides between equals; empty except for HTTP and HTTPS
 * @param backend name of the backend that serves what no route matches; absent: that is answered 404
 */
public record ListenerConfig(
        String name,
        int port,
        int bindPort,
        Protocol protocol,
        @Nullable String hostname,
        @Nullable TlsConfig tls,
        @Nullable ProxyProtocolConfig proxyProtocol,
        @Nullable SourcesConfig sources,
        @Nullable ListenerLimitsConfig limits,
        @Nullable RequestsConfig requests,
        TimeoutsConfig timeouts,
        List<RouteConfig> routes,
        @Nullable String backend) {
    public ListenerConfig {
        routes = List.copyOf(routes);
    }

    /** A listener for every name, without limits and routes. */
    public ListenerConfig(
            String name, int port, int bindPort, Protocol protocol, @Nullable TlsConfig tls, TimeoutsConfig timeouts, String backend) {
        this(name, port, bindPort, protocol, null, tls, null, null, null, null, timeouts, List.of(), backend);
    }

    /** The same with other TLS. */
    public ListenerConfig withTls(TlsConfig other) {
        return new ListenerConfig(name, port, bindPort, protocol, hostname, other, proxyProtocol, sources, limits, requests, timeouts, routes, backend);
    }

    /** The same with other limits. */
    public ListenerConfig withLimits(ListenerLimitsConfig other) {
        return new ListenerConfig(name, port, bindPort, protocol, hostname, tls, proxyProtocol, sources, other, requests, timeouts, routes, backend);
    }

    /** The same with somebody who connects for clients. */
    public ListenerConfig withProxyProtocol(ProxyProtocolConfig other) {
        return new ListenerConfig(name, port, bindPort, protocol, hostname, tls, other, sources, limits, requests, timeouts, routes, backend);
    }

    /** The same with other clients. */
    public ListenerConfig withSources(SourcesConfig other) {
        return new ListenerConfig(name, port, bindPort, protocol, hostname, tls, proxyProtocol, other, limits, requests, timeouts, routes, backend);
    }

    /** The same with other requests. */
    public ListenerConfig withRequests(RequestsConfig other) {
        return new ListenerConfig(name, port, bindPort, protocol, hostname, tls, proxyProtocol, sources, limits, other, timeouts, routes, backend);
    }

    /** Names of the backends that it sends to. */
    public Set<String> backends() {
        Set<String> names = new TreeSet<>();
        routes.forEach(route -> route.backends().stream().map(RouteConfig.ShareConfig::backend).filter(Objects::nonNull).forEach(names::add));
        routes.stream().map(RouteConfig::mirror).filter(Objects::nonNull).map(FiltersConfig.MirrorConfig::backend).forEach(names::add);
        if (backend != null) {
            names.add(backend);
        }
        return names;
    }

    /**
     * A header of the PROXY protocol before everything else.
     *
     * @param required whether a connection without one, or from elsewhere, is closed
     * @param trusted ranges of addresses from where one is believed, each as {@link Cidr} reads it; never empty
     */
    public record ProxyProtocolConfig(boolean required, List<String> trusted) {
        public ProxyProtocolConfig {
            trusted = List.copyOf(trusted);
        }
    }

    /** What is spoken. */
    public enum Protocol {
        TCP,
        TLS,
        HTTP,
        HTTPS;

        /** Whether clients speak TLS. */
        public boolean secure() {
            return this == TLS || this == HTTPS;
        }

        /** Whether requests are read here. */
        public boolean http() {
            return this == HTTP || this == HTTPS;
        }
    }

    /**
     * TLS of a listener.
     *
     * @param mode where it ends
     * @param certificates names of certificates of the snapshot; the first is used where no server name fits; none for {@link TlsMode#Passthrough}
     * @param minVersion {@code "1.2"} or {@code "1.3"}
     * @param cipherSuites that TLS 1.2 may use, by their IANA names; empty for the library's
     * @param alpn protocols that clients may agree on (RFC 7301), the best one first; absent: {@code h2} and {@code http/1.1}
     * @param clientValidation which clients may come in; absent: clients are asked for no certificate
     */
    public record TlsConfig(
            TlsMode mode,
            List<String> certificates,
            String minVersion,
            List<String> cipherSuites,
            @Nullable List<String> alpn,
            @Nullable ClientValidationConfig clientValidation) {
        public TlsConfig {
            certificates = List.copyOf(certificates);
            cipherSuites = List.copyOf(cipherSuites);
            alpn = alpn == null ? null : List.copyOf(alpn);
        }

        /** One whose clients may agree on both versions of HTTP. */
        public TlsConfig(
                TlsMode mode,
                List<String> certificates,
                String minVersion,
                List<String> cipherSuites,
                @Nullable ClientValidationConfig clientValidation) {
            this(mode, certificates, minVersion, cipherSuites, null, clientValidation);
        }

        /** The same with other certificates. */
        public TlsConfig withCertificates(List<String> others) {
            return new TlsConfig(mode, others, minVersion, cipherSuites, alpn, clientValidation);
        }

        /** The same with others who may come in. */
        public TlsConfig withClientValidation(ClientValidationConfig other) {
            return new TlsConfig(mode, certificates, minVersion, cipherSuites, alpn, other);
        }

        /** TLS that ends here, with everything else as a person gets it who writes nothing. */
        public static TlsConfig terminate(String... certificates) {
            return new TlsConfig(TlsMode.Terminate, List.of(certificates), "1.2", List.of(), null);
        }

        /** TLS that ends at the endpoints. */
        public static TlsConfig passthrough() {
            return new TlsConfig(TlsMode.Passthrough, List.of(), "1.2", List.of(), null);
        }
    }

    /**
     * Which clients may come in, by the certificates that they show.
     *
     * @param required whether one without a certificate is refused
     * @param authorities names of authorities of the snapshot, any of which may stand behind a certificate; never empty
     * @param subjectAltNames of which a certificate must have one; empty: whatever it has
     */
    public record ClientValidationConfig(boolean required, List<String> authorities, List<String> subjectAltNames) {
        public ClientValidationConfig {
            authorities = List.copyOf(authorities);
            subjectAltNames = List.copyOf(subjectAltNames);
        }

        /** The same with other authorities. */
        public ClientValidationConfig withAuthorities(List<String> others) {
            return new ClientValidationConfig(required, others, subjectAltNames);
        }
    }

    /** Where TLS ends. */
    public enum TlsMode {
        /** Here. */
        Terminate,
        /** At the endpoint: bytes are handed on as they come. */
        Passthrough
    }

    /** How long a client may take; all in milliseconds, 0 = no limit. The meanings are those of {@code ListenerTimeoutsSpec}. */
    public record TimeoutsConfig(
            long tlsHandshakeMillis, long requestHeadersMillis, long clientIdleMillis, long tcpIdleMillis, long stallMillis) {}
}
