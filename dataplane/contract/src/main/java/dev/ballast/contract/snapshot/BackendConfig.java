package dev.ballast.contract.snapshot;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named group of interchangeable endpoints.
 *
 * @param name unique in the snapshot
 * @param policy how it is used
 * @param connecting what endpoints are told before everything else; null: nothing
 * @param sessions how clients go back to the endpoint that they had; null: they do not
 * @param failover the name of another backend, used when this one has no endpoint that may be used; null without one
 * @param rollout how a changed list of endpoints is taken over; null: all at once
 * @param endpoints in the order of their ids; a layer of its own: it changes often, and is left out of the configuration's digest. Zones and nodes stay
 *     with them as far as the policy looks at them
 */
public record BackendConfig(
        String name,
        PolicyConfig policy,
        @Nullable ConnectingConfig connecting,
        @Nullable SessionConfig sessions,
        @Nullable String failover,
        @Nullable RolloutConfig rollout,
        List<EndpointConfig> endpoints) {
    public BackendConfig {
        endpoints = endpoints.stream()
                .map(endpoint -> TopologyConfig.seen(policy.topology(), endpoint))
                .sorted(Comparator.comparing(EndpointConfig::id))
                .toList();
    }

    /** One whose endpoints change at once. */
    public BackendConfig(
            String name,
            PolicyConfig policy,
            @Nullable ConnectingConfig connecting,
            @Nullable SessionConfig sessions,
            @Nullable String failover,
            List<EndpointConfig> endpoints) {
        this(name, policy, connecting, sessions, failover, null, endpoints);
    }

    /** One that is plainly connected to, too. */
    public BackendConfig(String name, PolicyConfig policy, @Nullable String failover, List<EndpointConfig> endpoints) {
        this(name, policy, null, null, failover, endpoints);
    }

    /** One without a failover, either. */
    public BackendConfig(String name, PolicyConfig policy, List<EndpointConfig> endpoints) {
        this(name, policy, null, endpoints);
    }

    /** The same with a connection that begins otherwise. */
    public BackendConfig withConnecting(ConnectingConfig other) {
        return new BackendConfig(name, policy, other, sessions, failover, rollout, endpoints);
    }

    /** The same with clients that go back. */
    public BackendConfig withSessions(SessionConfig other) {
        return new BackendConfig(name, policy, connecting, other, failover, rollout, endpoints);
    }

    /** The same backend with other endpoints. */
    public BackendConfig withEndpoints(List<EndpointConfig> others) {
        return new BackendConfig(name, policy, connecting, sessions, failover, rollout, others);
    }

    /** The same, whose endpoints change otherwise. */
    public BackendConfig withRollout(@Nullable RolloutConfig other) {
        return new BackendConfig(name, policy, connecting, sessions, failover, other, endpoints);
    }

    /**
     * How a changed list of endpoints is taken over.
     *
     * @param batchSize how many come at once, and as many go, from 1
     * @param intervalMillis how long they are watched, above 0
     */
    public record RolloutConfig(int batchSize, long intervalMillis) {}

    /**
     * Sessions that a cookie keeps.
     *
     * @param cookie its name, a token
     * @param lifetimeSeconds from the session's beginning; 0 = as long as the client's own session
     * @param key which all pods have and nobody else, never empty; what the cookie says is signed with it
     */
    public record SessionConfig(String cookie, long lifetimeSeconds, Sensitive key) {}

    /**
     * How a connection to an endpoint begins.
     *
     * @param proxyProtocol which version of the PROXY protocol tells it who the client is; null: none
     * @param tls what comes after that; null: nothing
     */
    public record ConnectingConfig(@Nullable ProxyProtocol proxyProtocol, @Nullable BackendTlsConfig tls) {}

    /**
     * TLS towards endpoints.
     *
     * @param verify whether an endpoint must show a certificate that is believed and has the hostname
     * @param authorities names of authorities of the snapshot that are believed; empty: those that Java trusts
     * @param hostname what endpoints are called; present where they are verified
     * @param certificate name of the certificate of the snapshot that is shown to them; null: none
     */
    public record BackendTlsConfig(boolean verify, List<String> authorities, @Nullable String hostname, @Nullable String certificate) {
        public BackendTlsConfig {
            authorities = List.copyOf(authorities);
        }
    }

    /** Versions of the PROXY protocol. */
    public enum ProxyProtocol {
        V1,
        V2
    }

    /**
     * How a backend is used. Durations in milliseconds; the meanings are those of {@code TrafficPolicySpec}.
     *
     * @param protocol what the endpoints speak to listeners for HTTP
     * @param algorithm how an endpoint is chosen
     * @param topology who is preferred by where it runs; null: nobody
     * @param health who is left out
     * @param caps how much an endpoint is given at once; null without a limit
     * @param circuit when it is not asked at all; null: it always is
     * @param retryAttempts tries after the first, from 0
     * @param retries when they are made; null: {@link RetryConfig#STANDARD}
     * @param connectTimeoutMillis for a connection to be made
     * @param responseTimeoutMillis from the end of a request to the head of its answer; 0 = no limit
     * @param idleTimeoutMillis how long an unused connection is kept
     * @param maxIdlePerEndpoint unused connections kept to an endpoint by an event loop
     */
    public record PolicyConfig(
            Protocol protocol,
            AlgorithmConfig algorithm,
            @Nullable TopologyConfig topology,
            HealthConfig health,
            @Nullable CapConfig caps,
            @Nullable CircuitConfig circuit,
            int retryAttempts,
            @Nullable RetryConfig retries,
            long connectTimeoutMillis,
            long responseTimeoutMillis,
            long idleTimeoutMillis,
            int maxIdlePerEndpoint) {
        /** Of endpoints that speak HTTP/1.1, without a cap, always asked, and tried again as is usual. */
        public PolicyConfig(
                AlgorithmConfig algorithm,
                HealthConfig health,
                int retryAttempts,
                long connectTimeoutMillis,
                long responseTimeoutMillis,
                long idleTimeoutMillis,
                int maxIdlePerEndpoint) {
            this(
                    Protocol.HTTP,
                    algorithm,
                    null,
                    health,
                    null,
                    null,
                    retryAttempts,
                    null,
                    connectTimeoutMillis,
                    responseTimeoutMillis,
                    idleTimeoutMillis,
                    maxIdlePerEndpoint);
        }

        /** The same over another protocol. */
        public PolicyConfig over(Protocol other) {
            return new PolicyConfig(
                    other, algorithm, topology, health, caps, circuit, retryAttempts, retries,
                    connectTimeoutMillis, responseTimeoutMillis, idleTimeoutMillis, maxIdlePerEndpoint);
        }

        /** The same with a cap. */
        public PolicyConfig withCaps(@Nullable CapConfig other) {
            return new PolicyConfig(
                    protocol, algorithm, topology, health, other, circuit, retryAttempts, retries,
                    connectTimeoutMillis, responseTimeoutMillis, idleTimeoutMillis, maxIdlePerEndpoint);
        }

        /** The same with some of the endpoints preferred. */
        public PolicyConfig withTopology(@Nullable TopologyConfig other) {
            return new PolicyConfig(
                    protocol, algorithm, other, health, caps, circuit, retryAttempts, retries,
                    connectTimeoutMillis, responseTimeoutMillis, idleTimeoutMillis, maxIdlePerEndpoint);
        }

        /** The same with a circuit breaker. */
        public PolicyConfig withCircuit(@Nullable CircuitConfig other) {
            return new PolicyConfig(
                    protocol, algorithm, topology, health, caps, other, retryAttempts, retries,
                    connectTimeoutMillis, responseTimeoutMillis, idleTimeoutMillis, maxIdlePerEndpoint);
        }

        /** The same, tried again otherwise. */
        public PolicyConfig withRetries(int attempts, @Nullable RetryConfig other) {
            return new PolicyConfig(
                    protocol, algorithm, topology, health, caps, circuit, attempts, other,
                    connectTimeoutMillis, responseTimeoutMillis, idleTimeoutMillis, maxIdlePerEndpoint);
        }

        /** When a failed attempt is made again. */
        public RetryConfig trying() {
            return retries == null ? RetryConfig.STANDARD : retries;
        }
    }

    /**
     * Who is preferred by where it runs.
     *
     * @param prefer whose endpoints come first
     * @param evacuatedZones whose endpoints get no new work while any other is ready, in order
     */
    public record TopologyConfig(Preference prefer, List<String> evacuatedZones) {
        public TopologyConfig {
            evacuatedZones = evacuatedZones.stream().distinct().sorted().toList();
        }

        /** Who comes first. */
        public enum Preference {
            Any,
            PreferSameZone,
            PreferSameNode
        }

        /** An endpoint as it is used: one in a zone that is to be left is like one that goes down, for what it has, and where nothing is ready. */
        public static EndpointConfig used(@Nullable TopologyConfig topology, EndpointConfig endpoint) {
            boolean left = topology != null && endpoint.zone() != null && topology.evacuatedZones.contains(endpoint.zone());
            return left ? endpoint.in(EndpointConfig.State.Terminating) : endpoint;
        }

        /** An endpoint as far as a topology looks at it: what it does not need would only make snapshots larger, and change them for nothing. */
        static EndpointConfig seen(@Nullable TopologyConfig topology, EndpointConfig endpoint) {
            if (topology == null) {
                return endpoint.at(null, null);
            }
            return topology.prefer == Preference.PreferSameNode ? endpoint : endpoint.at(endpoint.zone(), null);
        }
    }

    /**
     * How much an endpoint is given at once, and where what is too much waits.
     *
     * @param perEndpoint requests and TCP sessions, from 1
     * @param queueLength how many may wait, from 0
     * @param queueTimeoutMillis how long one may wait; 0 = no limit
     * @param scope who gives it that together; absent: each pod as much
     */
    public record CapConfig(int perEndpoint, int queueLength, long queueTimeoutMillis, RateLimitConfig.@Nullable Scope scope) {
        /** What each pod gives. */
        public CapConfig(int perEndpoint, int queueLength, long queueTimeoutMillis) {
            this(perEndpoint, queueLength, queueTimeoutMillis, null);
        }

        /** The same of all pods together. */
        public CapConfig ofFleet() {
            return new CapConfig(perEndpoint, queueLength, queueTimeoutMillis, RateLimitConfig.Scope.Fleet);
        }

        /** Whether all pods share it. */
        public boolean shared() {
            return scope == RateLimitConfig.Scope.Fleet;
        }
    }

    /** What endpoints speak. */
    public enum Protocol {
        HTTP,
        HTTP2
    }

    /**
     * When a backend is not asked at all, because it fails as a whole. An attempt fails that finds no connection, breaks before an answer, or is
     * answered with a status from 500 on.
     *
     * @param consecutiveFailures after so many in a row; 0 = never
     * @param errorPercent after such a share of the window, 0 to 100; 0 = never
     * @param minRequests fewer attempts than these in the window are no share, from 1
     * @param windowMillis how far the share looks back, above 0
     * @param openMillis how long it is not asked then, above 0
     * @param maxHalfOpen so many attempts are made afterwards, and all must be good, from 1
     */
    public record CircuitConfig(int consecutiveFailures, int errorPercent, int minRequests, long windowMillis, long openMillis, int maxHalfOpen) {}

    /**
     * When a failed attempt is made again.
     *
     * @param on after what
     * @param nonIdempotent whether every request may be done twice
     * @param backoffBaseMillis what is waited before the first further try, at most; twice that before the next, and so on; 0 = nothing
     * @param backoffMaxMillis what is waited at most, ever
     * @param budgetPercent of the requests of about the last 10 s may be tried again, 0 to 100
     * @param budgetPerSecond may be tried again beside those
     * @param tryTimeoutMillis for the head of the answer from a try's beginning; 0 = no limit
     * @param maxBodyBytes how much of a body is kept to be sent again
     */
    public record RetryConfig(
            List<RetryCondition> on,
            boolean nonIdempotent,
            long backoffBaseMillis,
            long backoffMaxMillis,
            int budgetPercent,
            int budgetPerSecond,
            long tryTimeoutMillis,
            int maxBodyBytes) {
        /** The defaults of the resource. */
        public static final RetryConfig STANDARD = new RetryConfig(List.of(RetryCondition.values()), false, 25, 250, 20, 10, 0, 64 << 10);

        public RetryConfig {
            on = on.stream().distinct().sorted().toList();
        }
    }

    /** After what an attempt is made again. */
    public enum RetryCondition {
        ConnectFailure,
        RefusedStream,
        ResetBeforeResponse
    }

    /**
     * How an endpoint is chosen.
     *
     * @param choices LeastRequest, PeakEWMA: how many endpoints are compared, from 2
     * @param hash exactly for ConsistentHash and SourceIP
     * @param slowStart null: an endpoint gets its whole share at once
     * @param weighting null: by what the endpoints' weights are
     */
    public record AlgorithmConfig(
            Algorithm type, int choices, @Nullable HashConfig hash, @Nullable SlowStartConfig slowStart, @Nullable Weighting weighting) {
        /** By what the endpoints' weights are. */
        public AlgorithmConfig(Algorithm type, int choices, @Nullable HashConfig hash, @Nullable SlowStartConfig slowStart) {
            this(type, choices, hash, slowStart, null);
        }

        /** Whether it looks at how long endpoints need to answer. */
        public boolean timed() {
            return type == Algorithm.PeakEWMA || weighting != null;
        }

        /** One that needs nothing but its name and, for some, to compare two. */
        public static AlgorithmConfig of(Algorithm type) {
            return new AlgorithmConfig(type, 2, null, null);
        }
    }

    /** What else an endpoint's share depends on. */
    public enum Weighting {
        /** How fast and how well it answers. */
        Dynamic
    }

    /** The algorithms. */
    public enum Algorithm {
        RoundRobin,
        LeastRequest,
        LeastConnections,
        Random,
        PeakEWMA,
        ConsistentHash,
        SourceIP
    }

    /**
     * Consistent hashing.
     *
     * @param key what is hashed
     * @param name of the header or cookie; {@code ""} for the source address
     * @param tableSize Rendezvous: places of the table; Maglev: the same, made a prime; Ring: the most points on it
     * @param balanceFactor the most that an endpoint carries, in percent of its share of what is in flight; 0 = no limit, else above 100
     */
    public record HashConfig(HashTable table, HashKey key, String name, int tableSize, int balanceFactor) {}

    /** How the keys are laid over the endpoints. */
    public enum HashTable {
        Rendezvous,
        Maglev,
        Ring
    }

    /** What of a request is hashed. */
    public enum HashKey {
        SourceIP,
        Header,
        Cookie
    }

    /**
     * Growing into a share.
     *
     * @param windowMillis from an endpoint's first sight to its whole share, above 0
     * @param minWeightPercent with what it begins, 1 to 100
     */
    public record SlowStartConfig(long windowMillis, int minWeightPercent) {}

    /**
     * Who is left out.
     *
     * @param active by probes; null without
     * @param passive by what the traffic shows
     * @param panicThresholdPercent when fewer of the endpoints are well, all are used, 0 to 100; 0 = only when none is
     */
    public record HealthConfig(@Nullable ActiveConfig active, PassiveConfig passive, int panicThresholdPercent) {
        /** Without probes. */
        public HealthConfig(PassiveConfig passive, int panicThresholdPercent) {
            this(null, passive, panicThresholdPercent);
        }
    }

    /**
     * Probes.
     *
     * @param intervalMillis from one to the next, above 0
     * @param timeoutMillis for one, from 1 to the interval
     * @param healthyThreshold good ones in a row until an endpoint is used again, from 1
     * @param unhealthyThreshold bad ones in a row until it is not used, from 1
     * @param path HTTP: what is asked for
     * @param expectedStatuses HTTP: the good ones, never empty
     * @param port 0 = the endpoint's own
     */
    public record ActiveConfig(
            ProbeType type,
            long intervalMillis,
            long timeoutMillis,
            int healthyThreshold,
            int unhealthyThreshold,
            String path,
            List<StatusRange> expectedStatuses,
            int port) {
        public ActiveConfig {
            expectedStatuses = List.copyOf(expectedStatuses);
        }

        /** Whether an answer of this status is good. */
        public boolean expects(int status) {
            return expectedStatuses.stream().anyMatch(range -> range.first() <= status && status <= range.last());
        }
    }

    /** How an endpoint is asked. */
    public enum ProbeType {
        HTTP,
        TCP,
        GRPC
    }

    /**
     * Statuses from the first to the last, both of them too.
     *
     * @param first from 100
     * @param last to 599, at least the first
     */
    public record StatusRange(int first, int last) {}

    /**
     * Passive removal.
     *
     * @param consecutiveConnectFailures after so many in a row an endpoint is ejected; 0 = never
     * @param consecutive5xx after so many answers in a row that were errors, or none; 0 = never
     * @param baseEjectionMillis the first ejection; the n-th lasts n times as long
     * @param maxEjectionMillis the longest
     * @param maxEjectionPercent the largest share of the endpoints that may be ejected at once, 0 to 100
     */
    public record PassiveConfig(
            int consecutiveConnectFailures, int consecutive5xx, long baseEjectionMillis, long maxEjectionMillis, int maxEjectionPercent) {}
}
