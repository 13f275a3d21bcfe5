package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An endpoint never has more than it may have; what is too much waits in order, or is told why not. */
@ExtendWith(NoLeaks.class)
class CapsIT {
    /** 1,000 connections at once, 10 places: as many requests as there are clients, in two rounds. In the first one nobody is answered until all have asked. */
    @Test
    void a_cap_of_ten_is_never_exceeded_by_one_under_a_thousand_connections() throws Exception {
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore finish = new Semaphore(0);
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    while (!talk.head().isEmpty()) {
                        most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                        hold(finish::acquire);
                        busy.decrementAndGet();
                        talk.say(Endpoint.ok("fine"));
                    }
                });
                Running proxy = new Running(2_000).install(snapshot().http("web", "shop").backend("shop", capped(10, 1_000, 0), endpoint.port()))) {
            List<RawClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 1_000; i++) {
                    clients.add(proxy.client("web"));
                }
                for (int round = 0; round < 2; round++) {
                    for (RawClient client : clients) {
                        client.get("/");
                    }
                    if (round == 0) {
                        await().until(() -> busy.get() == 10 && proxy.metric("ballast_waiting") == 990);
                        finish.release(2_000);
                    }
                    for (RawClient client : clients) {
                        assertThat(client.answer().status()).isEqualTo(200);
                    }
                }
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
            assertThat(most.get()).isEqualTo(10);
            assertThat(endpoint.requests).hasSize(2_000);
            assertThat(proxy.metric("ballast_waiting")).isZero();
        }
    }

    @Test
    void who_comes_first_is_served_first_also_with_a_body() throws Exception {
        Semaphore finish = new Semaphore(0);
        try (Endpoint endpoint = held(finish);
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", capped(1, 100, 0), endpoint.port()));
                RawClient first = proxy.client("web").get("/first")) {
            await().until(() -> endpoint.requests.size() == 1);
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(proxy.client("web").say("POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"));
                int now = i + 1;
                await().until(() -> proxy.metric("ballast_waiting") == now);
            }
            finish.release(21);
            assertThat(first.answer().status()).isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                assertThat(waiting.get(i).answer().status()).isEqualTo(200);
                assertThat(endpoint.requests.get(i + 1)).startsWith("POST /" + i + " ");
                waiting.get(i).close();
            }
        }
    }

    @Test
    void who_waits_too_long_is_told_so() throws Exception {
        Semaphore finish = new Semaphore(0);
        try (Endpoint endpoint = held(finish);
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", capped(1, 1, 100), endpoint.port()));
                RawClient first = proxy.client("web").get("/");
                RawClient second = proxy.client("web")) {
            await().until(() -> endpoint.requests.size() == 1);
            RawClient.Answer late = second.get("/").answer();
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.body()).contains("QueueTimeout");
            finish.release(2);
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(second.get("/").answer().status()).as("its connection goes on").isEqualTo(200);
            assertThat(proxy.metric("ballast_failures_total", "QueueTimeout")).isEqualTo(1);
        }
    }

    @Test
    void who_finds_the_waiting_room_full_is_told_so() throws Exception {
        Semaphore finish = new Semaphore(0);
        try (Endpoint endpoint = held(finish);
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", capped(1, 1, 0), endpoint.port()));
                RawClient first = proxy.client("web").get("/");
                RawClient second = proxy.client("web")) {
            await().until(() -> endpoint.requests.size() == 1);
            second.get("/");
            await().until(() -> proxy.metric("ballast_waiting") == 1);
            try (RawClient third = proxy.client("web").get("/")) {
                RawClient.Answer full = third.answer();
                assertThat(full.status()).isEqualTo(503);
                assertThat(full.body()).contains("QueueFull");
            }
            finish.release(2);
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(second.answer().status()).isEqualTo(200);
            assertThat(proxy.metric("ballast_failures_total", "QueueFull")).isEqualTo(1);
        }
    }

    @Test
    void who_leaves_takes_no_place() throws Exception {
        Semaphore finish = new Semaphore(0);
        try (Endpoint endpoint = held(finish);
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", capped(1, 10, 0), endpoint.port()));
                RawClient first = proxy.client("web").get("/")) {
            await().until(() -> endpoint.requests.size() == 1);
            RawClient leaving = proxy.client("web").get("/leaving");
            await().until(() -> proxy.metric("ballast_waiting") == 1);
            leaving.close();
            await().until(() -> proxy.metric("ballast_waiting") == 0);
            finish.release(2);
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(first.get("/next").answer().status()).isEqualTo(200);
            assertThat(endpoint.requests).noneMatch(head -> head.contains("/leaving"));
        }
    }

    @Test
    void tcp_sessions_wait_too() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    talk.say("hello");
                    hold(() -> finish.await());
                });
                Running proxy = new Running().install(snapshot().tcp("db", "db").backend("db", capped(2, 10, 0), endpoint.port()))) {
            List<RawClient> served = List.of(proxy.client("db"), proxy.client("db"));
            for (RawClient client : served) {
                assertThat(client.octets(5)).isEqualTo("hello");
            }
            List<RawClient> waiting = List.of(proxy.client("db"), proxy.client("db"), proxy.client("db"));
            await().until(() -> proxy.metric("ballast_waiting") == 3);
            assertThat(endpoint.connections()).isEqualTo(2);
            waiting.getLast().close(); // Half of it, for all that one can know: it may want what the endpoint sends.
            finish.countDown();
            for (RawClient client : served) { // A session has its place until both sides have ended.
                client.close();
            }
            for (RawClient client : waiting.subList(0, 2)) {
                assertThat(client.octets(5)).isEqualTo("hello");
                client.close();
            }
        }
    }

    /** Answers a request when it may. */
    private static Endpoint held(Semaphore finish) throws IOException {
        return Endpoint.of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                talk.octets(head.startsWith("POST") ? 4 : 0);
                hold(finish::acquire);
                talk.say(Endpoint.ok("fine"));
            }
        });
    }

    private interface Wait {
        void end() throws InterruptedException;
    }

    private static void hold(Wait wait) throws IOException {
        try {
            wait.end();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }

    static UnaryOperator<PolicyConfig> capped(int most, int length, long timeoutMillis) {
        return policy -> policy.withCaps(new CapConfig(most, length, timeoutMillis));
    }
}
