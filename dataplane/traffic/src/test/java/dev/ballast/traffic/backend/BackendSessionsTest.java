package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.policy;
import static dev.ballast.traffic.backend.Configs.ready;
import static dev.ballast.traffic.backend.Configs.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Key;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.ManualTicker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client goes back to its endpoint, to whichever pod it comes, for as long as there is one. */
class BackendSessionsTest {
    private final ManualTicker time = new ManualTicker();
    private final Pod one = new Pod("secret");
    private final Pod other = new Pod("secret");

    /** A load balancer's pod: it shares nothing with others but its configuration. */
    private final class Pod {
        private final Events events = new Events();
        private final BackendRegistry registry = new BackendRegistry(time, bound -> 0, events, events);
        private final String key;
        private Backend shop;

        Pod(String key) {
            this.key = key;
            this.shop = has(ready("a"), ready("b"), ready("c"));
        }

        Backend has(EndpointConfig... endpoints) {
            return has(policy(PASSIVE), endpoints);
        }

        Backend has(PolicyConfig policy, EndpointConfig... endpoints) {
            BackendConfig config = new BackendConfig("shop", policy, List.of(endpoints)).withSessions(new SessionConfig("go", 0, new Sensitive(key)));
            return shop = Objects.requireNonNull(registry.apply(List.of(config)).get("shop"));
        }

        Lease lease(Client client) {
            return (Lease) shop.select(client, Tried.NONE, Waiting.NOT);
        }
    }

    /** With what it keeps in its cookie. */
    private static final class Client implements Caller {
        private @Nullable String cookie;

        /** The endpoint that answers. */
        String asks(Pod pod) {
            Lease lease = pod.lease(this);
            told(pod.shop.begunSession(this, lease.endpoint(), Tried.NONE));
            lease.close(Outcome.COMPLETED);
            return lease.endpoint().id();
        }

        private void told(@Nullable String token) {
            cookie = token == null ? cookie : token;
        }

        @Override
        public long hash(Key key) {
            return NO_KEY;
        }

        @Override
        public @Nullable String cookie(byte[] name) {
            return new String(name, StandardCharsets.ISO_8859_1).equals("go") ? cookie : null;
        }
    }

    @Test
    void aClientStaysWithItsEndpointInEveryPod() {
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            Client client = new Client();
            String first = client.asks(one);
            used.add(first);
            for (int again = 0; again < 5; again++) {
                assertThat(client.asks(one)).isEqualTo(first);
                assertThat(client.asks(other)).isEqualTo(first);
            }
        }
        assertThat(used).as("those without a session are balanced").containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void onlyTheSessionsOfEndpointsThatAreGoneMove() {
        List<Client> clients = IntStream.range(0, 300).mapToObj(i -> new Client()).toList();
        one.has(pods(0, 3));
        List<String> before = clients.stream().map(client -> client.asks(one)).toList();
        one.has(pods(0, 10));
        assertThat(clients.stream().map(client -> client.asks(one)).toList()).as("3 to 10").isEqualTo(before);

        one.has(pods(2, 6));
        List<String> after = clients.stream().map(client -> client.asks(one)).toList();
        List<Integer> moved = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            if (!after.get(i).equals(before.get(i))) {
                moved.add(i);
            }
        }
        assertThat(moved).as("10 to 4, of which pod-2 is one").allSatisfy(i -> assertThat(before.get(i)).isNotEqualTo("pod-2")).hasSize(200);
        assertThat(clients.stream().map(client -> client.asks(one)).toList()).as("and stay where they went").isEqualTo(after);
    }

    private static EndpointConfig[] pods(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> ready("pod-" + i)).toArray(EndpointConfig[]::new);
    }

    @Test
    void aTokenSaysNothingAndNobodyElseCanMakeOne() {
        Client client = new Client();
        String endpoint = client.asks(one);
        String token = Objects.requireNonNull(client.cookie);
        assertThat(token).hasSize(22).doesNotContain(endpoint);
        Pod stranger = new Pod("another secret");
        Client tried = new Client();
        tried.asks(stranger);
        assertThat(tried.cookie).isNotEqualTo(token);
        for (String forged : List.of(endpoint, token.substring(1), "", "a", token + "A")) {
            Client forger = new Client();
            forger.cookie = forged;
            forger.asks(one);
            assertThat(forger.cookie).as("a session of its own").isNotEqualTo(forged).hasSize(22);
        }
    }

    @Test
    void aSessionLeavesAnEndpointThatGoesDownOrFails() {
        Client client = new Client();
        assertThat(client.asks(one)).isEqualTo("a");
        one.has(terminating("a"), ready("b"), ready("c"));
        String second = client.asks(one);
        assertThat(second).isNotEqualTo("a");
        for (int i = 0; i < 3; i++) {
            one.lease(client).close(Outcome.CONNECT_FAILED);
        }
        String third = client.asks(one);
        assertThat(third).as("the ejected one is left").isNotIn("a", second);
        time.advance(Duration.ofSeconds(60));
        assertThat(client.asks(one)).as("and the new one kept").isEqualTo(third);
    }

    @Test
    void aSessionEndsWithItsEndpointAndOneWithoutWeightGoesOn() {
        Client client = new Client();
        assertThat(client.asks(one)).isEqualTo("a");
        one.has(ready("a", 0), ready("b"));
        assertThat(client.asks(one)).as("what is bound stays, nothing new comes").isEqualTo("a");
        assertThat(new Client().asks(one)).isEqualTo("b");
        one.has(ready("b"));
        assertThat(client.asks(one)).isEqualTo("b");
        one.has(ready("a"), ready("b"));
        assertThat(client.asks(one)).isEqualTo("b");
    }

    @Test
    void anEndpointThatWasTriedIsLeftAndOneThatIsFullIsNot() {
        Client client = new Client();
        assertThat(client.asks(one)).isEqualTo("a");
        Lease first = one.lease(client);
        Tried tried = Tried.NONE.with(first.endpoint());
        first.close(Outcome.BROKE_BEFORE_RESPONSE);
        Lease second = (Lease) one.shop.select(client, tried, Waiting.NOT);
        assertThat(second.endpoint().id()).isNotEqualTo("a");
        assertThat(one.shop.begunSession(client, second.endpoint(), tried)).as("it moves").isNotNull();
        second.close(Outcome.COMPLETED);

        one.has(policy(PASSIVE).withCaps(new CapConfig(1, 10, 0)), ready("a"), ready("b"), ready("c"));
        Lease own = one.lease(client);
        assertThat(own.endpoint().id()).isEqualTo("a");
        Lease elsewhere = one.lease(client);
        assertThat(elsewhere.endpoint().id()).as("where there is a place").isNotEqualTo("a");
        assertThat(one.shop.begunSession(client, elsewhere.endpoint(), Tried.NONE)).as("it stays").isNull();
        own.close(Outcome.COMPLETED);
        elsewhere.close(Outcome.COMPLETED);
    }

    @Test
    void sessionsEndWhenTheyAreNoLongerKeptOrTheKeyChanges() {
        Client client = new Client();
        client.asks(one);
        String token = client.cookie;
        BackendConfig bare = new BackendConfig("shop", policy(PASSIVE), List.of(ready("a"), ready("b")));
        one.registry.apply(List.of(bare));
        assertThat(one.shop.sessions()).isNull();
        assertThat(one.shop.begunSession(client, one.shop.endpoints().getFirst(), Tried.NONE)).isNull();
        one.registry.apply(List.of(bare.withSessions(new SessionConfig("go", 0, new Sensitive("next")))));
        client.asks(one);
        assertThat(client.cookie).isNotEqualTo(token);
    }
}
