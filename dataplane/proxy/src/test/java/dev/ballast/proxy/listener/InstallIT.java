package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How one snapshot takes the place of another, and how the process goes down. */
@ParameterizedClass
@EnumSource(Carrier.class)
class InstallIT {
    InstallIT(Carrier carrier) {
        Running.on(carrier);
    }

    @Test
    void loses_nothing_of_live_traffic() throws Exception {
        try (Endpoint one = Endpoint.saying("1");
                Endpoint two = Endpoint.saying("2");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", one.port()))) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<Throwable> failures = new ArrayList<>();
            int port = proxy.port("web");
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean keeps = i % 2 == 0;
                clients.add(Thread.ofVirtual().start(() -> {
                    try {
                        while (!over.get()) {
                            try (RawClient client = new RawClient(port)) {
                                RawClient.Answer answer;
                                do {
                                    answer = client.get("/").answer();
                                    assertThat(answer.status()).isEqualTo(200);
                                    answered.incrementAndGet();
                                } while (keeps && !over.get() && !answer.head().contains("Connection: close"));
                            }
                        }
                    } catch (IOException | AssertionError e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            for (int i = 0; i < 100; i++) {
                int before = answered.get();
                proxy.install(
                        switch (i % 4) {
                            case 0 -> snapshot().http("web", "shop").backend("shop", two.port());
                            case 1 -> snapshot().http("web", "shop").http("more", "shop").backend("shop", one.port(), two.port());
                            case 2 -> snapshot().http("web", "other").backend("other", one.port());
                            default -> snapshot().http("web", "shop").tcp("raw", "shop").backend("shop", one.port());
                        });
                await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> answered.get() > before + 10 || !failures.isEmpty());
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            assertThat(proxy.metric("ballast_connections_refused_total")).isZero();
        }
    }

    @Test
    void uses_the_new_plan_for_the_next_request_of_an_old_connection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Endpoint one = Endpoint.of(talk -> {
                    talk.head();
                    asked.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    talk.say(Endpoint.ok("old"));
                    talk.head();
                });
                Endpoint two = Endpoint.saying("new");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", one.port()));
                RawClient client = proxy.client("web")) {
            client.get("/1");
            asked.await();
            proxy.install(snapshot().http("web", "other").backend("other", two.port()));
            client.get("/2");
            go.countDown();
            assertThat(client.answer().body()).isEqualTo("old");
            assertThat(client.answer().body()).isEqualTo("new");
        }
    }

    @Test
    void closes_what_is_kept_for_an_endpoint_that_is_gone() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Endpoint one = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(Endpoint.ok("1"));
                    assertThat(talk.head()).isEmpty();
                    closed.countDown();
                });
                Endpoint two = Endpoint.saying("2");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", one.port()));
                RawClient client = proxy.client("web")) {
            client.get("/").answer();
            proxy.install(snapshot().http("web", "shop").backend("shop", two.port()));
            closed.await();
            assertThat(client.get("/").answer().body()).isEqualTo("2");
        }
    }

    @Test
    void names_the_port_that_cannot_be_bound_and_changes_nothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            List<Problem> problems = proxy.dataplane.install(snapshot()
                    .http("another", "shop")
                    .listener("busy", taken.getLocalPort(), Protocol.HTTP, null, Snapshots.TIMEOUTS, "shop")
                    .backend("shop")
                    .build());
            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.reason()).isEqualTo(Reason.PortUnavailable);
                assertThat(problem.path()).isEqualTo("listeners[busy].bindPort");
                assertThat(problem.message()).contains("port " + taken.getLocalPort(), "\"busy\"");
            });
            assertThat(proxy.dataplane.boundPorts()).containsOnlyKeys("web");
            assertThat(client.get("/").answer().body()).isEqualTo("hello");
            assertThat(proxy.metric("ballast_connections_accepted_total", "another")).isZero();
        }
    }

    @Test
    void does_not_share_a_port_with_another_process_that_shares_it() throws Exception {
        try (Running first = new Running().install(snapshot().http("web", "shop").backend("shop"));
                Running second = new Running()) {
            assertThat(second.dataplane.install(snapshot()
                            .listener("web", first.port("web"), Protocol.HTTP, null, Snapshots.TIMEOUTS, "shop")
                            .backend("shop")
                            .build()))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.reason()).isEqualTo(Reason.PortUnavailable));
        }
    }

    @Test
    void renames_a_listener_on_its_port() throws Exception {
        int port = HttpIT.freePort();
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .listener("old", port, Protocol.HTTP, null, Snapshots.TIMEOUTS, "shop")
                        .backend("shop", shop.port()))) {
            proxy.install(snapshot()
                    .listener("new", port, Protocol.HTTP, null, Snapshots.TIMEOUTS, "shop")
                    .backend("shop", shop.port()));
            try (RawClient client = proxy.client("new")) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
            assertThat(proxy.dataplane.boundPorts()).containsOnlyKeys("new");
        }
    }

    @Test
    void turns_a_port_from_http_to_tcp_and_back() throws Exception {
        int port = HttpIT.freePort();
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running()) {
            for (Protocol protocol : new Protocol[] {Protocol.HTTP, Protocol.TCP, Protocol.HTTP}) {
                proxy.install(snapshot()
                        .listener("web", port, protocol, null, Snapshots.TIMEOUTS, "shop")
                        .backend("shop", shop.port()));
                try (RawClient client = proxy.client("web")) {
                    assertThat(client.get("/").answer().body()).isEqualTo("hello");
                }
            }
            assertThat(shop.requests.get(1)).doesNotContain("X-Forwarded-For");
        }
    }

    @Test
    void a_listener_that_goes_ends_its_connections_after_what_is_under_way() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    if (!talk.head().startsWith("GET /quick")) {
                        asked.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                    talk.say(Endpoint.ok("done"));
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").http("stays", "shop").backend("shop", shop.port()));
                RawClient busy = proxy.client("web");
                RawClient idle = proxy.client("web");
                RawClient unused = proxy.client("web");
                RawClient kept = proxy.client("stays")) {
            int port = proxy.port("web");
            assertThat(idle.get("/quick").answer().status()).isEqualTo(200);
            busy.get("/");
            asked.await();
            await().until(() -> proxy.dataplane.openConnections() == 4);
            proxy.install(snapshot().http("stays", "shop").backend("shop", shop.port()));
            assertThat(idle.rest()).isEmpty();
            assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class);
            assertThat(unused.get("/quick").answer().head()).startsWith("HTTP/1.1 200").contains("Connection: close");
            go.countDown();
            RawClient.Answer answer = busy.answer();
            assertThat(answer.body()).isEqualTo("done");
            assertThat(answer.head()).contains("Connection: close");
            assertThat(busy.rest()).isEmpty();
            assertThat(kept.get("/quick").answer().head()).doesNotContain("Connection: close");
            assertThat(proxy.telemetry.scrape()).doesNotContain("listener=\"web\"");
        }
    }

    @Test
    void a_session_of_a_listener_that_goes_is_cut_after_the_drain() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> talk.say(talk.until("never")));
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            client.say("hello");
            await().until(() -> shop.connections() == 1);
            proxy.install(snapshot().http("web", "shop").drain(200).backend("shop"));
            assertThatThrownBy(client::rest).isInstanceOf(IOException.class);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void goes_down_without_losing_a_request() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    String head = talk.head();
                    if (head.startsWith("GET /slow")) {
                        asked.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                    talk.say(Endpoint.ok("done"));
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient idle = proxy.client("web");
                RawClient slow = proxy.client("web")) {
            idle.get("/").answer();
            slow.get("/slow");
            asked.await();
            proxy.dataplane.beginDrain();
            try (RawClient late = proxy.client("web")) {
                assertThat(late.get("/late").answer().head()).contains("Connection: close");
                assertThat(late.rest()).isEmpty();
            }
            assertThat(proxy.dataplane.openConnections()).as("the one without a request is left alone").isGreaterThanOrEqualTo(2);
            go.countDown();
            assertThat(proxy.dataplane.awaitDrained(Duration.ofSeconds(10))).isZero();
            assertThat(idle.rest()).isEmpty();
            assertThat(slow.answer().head()).startsWith("HTTP/1.1 200").contains("Connection: close");
            assertThatThrownBy(() -> proxy.client("web")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void cuts_what_does_not_end_and_says_how_many() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> talk.until("never"));
                Running proxy = new Running().install(snapshot().tcp("db", "shop").http("web", "shop").backend("shop", shop.port()));
                RawClient session = proxy.client("db");
                RawClient request = proxy.client("web")) {
            session.say("hello");
            request.get("/");
            await().until(() -> shop.connections() == 2);
            proxy.dataplane.beginDrain();
            assertThat(proxy.dataplane.awaitDrained(Duration.ofMillis(100))).isEqualTo(2);
            assertThatThrownBy(session::rest).isInstanceOf(IOException.class);
            assertThatThrownBy(request::rest).isInstanceOf(IOException.class);
            await().until(() -> proxy.metric("ballast_failures_total", "Draining") == 2);
        }
    }
}
