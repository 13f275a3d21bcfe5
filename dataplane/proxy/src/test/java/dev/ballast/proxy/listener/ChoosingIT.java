package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a client's socket to the endpoint that its request belongs to. */
class ChoosingIT {
    @ParameterizedTest
    @EnumSource(HashTable.class)
    void a_request_goes_where_the_value_of_its_header_belongs(HashTable table) throws Exception {
        assertThat(ownersOf(table, HashKey.Header, "X-User", "x-user: %s\r\n")).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(HashTable.class)
    void a_request_goes_where_the_value_of_its_cookie_belongs(HashTable table) throws Exception {
        assertThat(ownersOf(table, HashKey.Cookie, "session", "Cookie: xsession=1; theme=dark; session=%s; a=b\r\n")).hasSize(3);
    }

    @Test
    void another_cookie_is_no_key() throws Exception {
        try (Three three = new Three(hashing(HashTable.Maglev, HashKey.Cookie, "session"))) {
            Set<String> owners = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                owners.add(three.ask("Cookie: Session=1; xsession=1; session\r\n"));
            }
            assertThat(owners).as("random ones").hasSize(3);
        }
    }

    @Test
    void a_client_stays_with_its_endpoint_by_address() throws Exception {
        try (Three three = new Three(new AlgorithmConfig(
                Algorithm.SourceIP, 2, new HashConfig(HashTable.Maglev, HashKey.SourceIP, "", 65_537, 0), null))) {
            Set<String> owners = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                owners.add(three.ask(""));
            }
            assertThat(owners).hasSize(1);
        }
    }

    @Test
    void a_tcp_client_stays_with_its_endpoint_by_address() throws Exception {
        AlgorithmConfig byAddress =
                new AlgorithmConfig(Algorithm.SourceIP, 2, new HashConfig(HashTable.Maglev, HashKey.SourceIP, "", 65_537, 0), null);
        try (Endpoint a = Endpoint.of(talk -> talk.say("a"));
                Endpoint b = Endpoint.of(talk -> talk.say("b"));
                Running proxy = new Running().install(
                        snapshot().tcp("db", "db").backend("db", policy -> with(policy, byAddress), a.port(), b.port()))) {
            Set<String> owners = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                try (RawClient client = proxy.client("db")) {
                    owners.add(client.octets(1));
                }
            }
            assertThat(owners).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = {"LeastConnections", "Random", "PeakEWMA"})
    void every_algorithm_finds_an_endpoint(Algorithm algorithm) throws Exception {
        try (Three three = new Three(AlgorithmConfig.of(algorithm))) {
            for (int i = 0; i < 20; i++) {
                assertThat(three.ask("")).isIn("a", "b", "c");
            }
        }
    }

    @Test
    void a_backend_without_endpoints_fails_over() throws Exception {
        try (Endpoint spare = Endpoint.saying("spare");
                Running proxy = new Running().install(
                        snapshot().http("web", "shop").failingOver("shop", "spare").backend("spare", spare.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("spare");
        }
    }

    /** Asks for twenty values, each three times on connections of their own; answers who has got some. */
    private static Set<String> ownersOf(HashTable table, HashKey key, String name, String field) throws Exception {
        Map<Integer, String> owners = new HashMap<>();
        try (Three three = new Three(hashing(table, key, name))) {
            for (int i = 0; i < 60; i++) {
                String owner = three.ask(field.formatted("user-" + i % 20));
                assertThat(owners.computeIfAbsent(i % 20, first -> owner)).isEqualTo(owner);
            }
        }
        return new HashSet<>(owners.values());
    }

    private static AlgorithmConfig hashing(HashTable table, HashKey key, String name) {
        return new AlgorithmConfig(Algorithm.ConsistentHash, 2, new HashConfig(table, key, name, 1_009, 150), null);
    }

    private static PolicyConfig with(PolicyConfig p, AlgorithmConfig algorithm) {
        return new PolicyConfig(
                algorithm, p.health(), p.retryAttempts(), p.connectTimeoutMillis(), p.responseTimeoutMillis(), p.idleTimeoutMillis(), p.maxIdlePerEndpoint());
    }

    /** Endpoints a, b and c, and a proxy before them. */
    private static final class Three implements AutoCloseable {
        private final Endpoint a = Endpoint.saying("a");
        private final Endpoint b = Endpoint.saying("b");
        private final Endpoint c = Endpoint.saying("c");
        private final Running proxy;

        Three(AlgorithmConfig algorithm) throws IOException {
            proxy = new Running().install(
                    snapshot().http("web", "shop").backend("shop", policy -> with(policy, algorithm), a.port(), b.port(), c.port()));
        }

        String ask(String field) throws IOException {
            try (RawClient client = proxy.client("web")) {
                return client.say("GET / HTTP/1.1\r\nHost: shop\r\n" + field + "\r\n").answer().body();
            }
        }

        @Override
        public void close() throws IOException {
            try (a;
                    b;
                    c) {
                proxy.close();
            }
        }
    }
}
