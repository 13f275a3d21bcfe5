package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.CircuitConfig;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backend that fails as a whole: its clients are told at once, and it is left alone until it may be well. */
@ExtendWith(NoLeaks.class)
class CircuitIT {
    private static final String SICK = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    private static Snapshots shop(CircuitConfig circuit, int... ports) {
        return snapshot().http("web", "shop").tcp("bytes", "shop").backend("shop", policy -> policy.withCircuit(circuit), ports);
    }

    private static CircuitConfig row(int failures, long openMillis) {
        return new CircuitConfig(failures, 0, 20, 10_000, openMillis, 2);
    }

    @Test
    void its_clients_are_told_at_once_and_it_is_tried_again() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>(SICK);
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    while (!talk.head().isEmpty()) {
                        talk.say(Objects.requireNonNull(answer.get()));
                    }
                });
                Running proxy = new Running().install(shop(row(3, 3_600_000), endpoint.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").answer().status()).isEqualTo(500);
            }
            RawClient.Answer open = client.get("/").answer();
            assertThat(open.status()).isEqualTo(503);
            assertThat(open.body()).contains("CircuitOpen");
            assertThat(endpoint.requests).hasSize(3);
            assertThat(proxy.metric("ballast_circuit")).isEqualTo(2);
            assertThat(proxy.metric("ballast_circuit_openings_total")).isEqualTo(1);
            assertThat(proxy.metric("ballast_failures_total", "CircuitOpen", "side=\"endpoint\"")).isEqualTo(1);
            await().until(() -> proxy.logged.size() == 4);
            assertThat(proxy.logged.getLast().toString()).contains("status=503, reason=CircuitOpen, backend=shop, endpoint=null, attempts=0");

            answer.set(Endpoint.ok("well"));
            proxy.install(shop(row(3, 1), endpoint.port()));
            assertThat(client.get("/").answer().body()).as("another configuration begins closed").isEqualTo("well");
        }
    }

    @Test
    void it_closes_when_the_few_attempts_are_good() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>(SICK);
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    while (!talk.head().isEmpty()) {
                        talk.say(Objects.requireNonNull(answer.get()));
                    }
                });
                Running proxy = new Running().install(shop(row(1, 20), endpoint.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().status()).isEqualTo(500);
            await().until(() -> client.get("/").answer().status() == 500);
            assertThat(proxy.metric("ballast_circuit_openings_total")).as("the attempt was bad").isEqualTo(2);
            answer.set(Endpoint.ok("well"));
            await().until(() -> client.get("/").answer().status() == 200);
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(proxy.metric("ballast_circuit")).isZero();
        }
    }

    @Test
    void connections_that_are_not_made_open_it_for_sessions_too() throws Exception {
        int closed = HttpIT.freePort();
        try (Running proxy = new Running().install(shop(row(3, 3_600_000), closed))) {
            for (int i = 0; i < 6; i++) {
                try (RawClient client = proxy.client("bytes")) {
                    assertThat(HttpIT.restOrError(client)).isEmpty();
                }
            }
            await().until(() -> proxy.metric("ballast_failures_total", "CircuitOpen") >= 3);
            assertThat(proxy.metric("ballast_attempts_total")).isEqualTo(3);
        }
    }

    @Test
    void those_who_wait_are_told() throws Exception {
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    talk.head();
                    talk.until("go");
                    talk.say(SICK);
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", policy -> policy.withCircuit(row(1, 3_600_000)).withCaps(new CapConfig(1, 10, 0)), endpoint.port()));
                RawClient first = proxy.client("web").say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\n")) {
            await().until(() -> endpoint.requests.size() == 1);
            try (RawClient second = proxy.client("web").get("/")) {
                await().until(() -> proxy.metric("ballast_waiting") == 1);
                first.say("go");
                assertThat(first.answer().status()).isEqualTo(500);
                assertThat(second.answer().body()).contains("CircuitOpen");
                assertThat(second.get("/").answer().body()).as("its connection goes on").contains("CircuitOpen");
            }
        }
    }
}
