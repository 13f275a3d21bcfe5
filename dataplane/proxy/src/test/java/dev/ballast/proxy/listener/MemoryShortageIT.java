package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a dataplane does without, step by step, as memory becomes short; and that it has it again afterwards. */
class MemoryShortageIT {
    private static final long LONG = 3_600_000;

    private static void use(Running proxy, int percent, int shortage) {
        proxy.memory.use(percent);
        await().until(() -> proxy.metric("ballast_memory_shortage") == shortage);
    }

    @Test
    void at_80_percent_what_is_idle_is_kept_for_a_quarter_of_its_time() throws Exception {
        TimeoutsConfig timeouts = new TimeoutsConfig(LONG, LONG, 8_000, 8_000, LONG);
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .listener("web", 0, Protocol.HTTP, null, timeouts, "shop")
                        .listener("db", 0, Protocol.TCP, null, timeouts, "shop")
                        .backend("shop", shop.port()));
                RawClient fresh = proxy.client("web");
                RawClient used = proxy.client("web");
                RawClient tcp = proxy.client("db")) {
            assertThat(used.get("/").answer().body()).isEqualTo("hello");
            assertThat(tcp.get("/").answer().body()).isEqualTo("hello");
            use(proxy, 80, 80);
            for (RawClient each : List.of(fresh, used, tcp)) {
                each.socket.setSoTimeout(6_000); // Whole, their time would be 8 s.
            }
            assertThat(fresh.rest()).isEmpty();
            assertThat(used.rest()).isEmpty();
            assertThat(tcp.rest()).isEmpty();
        }
    }

    @Test
    void at_85_percent_no_connection_is_kept() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()))) {
            use(proxy, 86, 85);
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().head()).contains("Connection: close");
                assertThat(client.rest()).isEmpty();
            }
            assertThat(proxy.metric("ballast_upstream_connections_unused")).isZero();
            use(proxy, 10, 0);
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().head()).doesNotContain("Connection: close");
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
            assertThat(shop.connections()).isEqualTo(2);
        }
    }

    @Test
    void at_90_percent_what_holds_most_is_reset_and_nothing_else() throws Exception {
        try (Endpoint flood = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    try {
                        while (true) {
                            talk.say("x".repeat(100_000));
                        }
                    } catch (IOException cut) {
                        // As it should be.
                    }
                });
                Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .listener("flood", 0, Protocol.HTTP, null, new TimeoutsConfig(LONG, LONG, LONG, LONG, LONG), "flood")
                        .http("web", "shop")
                        .backend("flood", flood.port())
                        .backend("shop", shop.port()));
                RawClient reader = proxy.client("flood");
                RawClient other = proxy.client("web")) {
            assertThat(other.get("/").answer().body()).isEqualTo("hello");
            reader.get("/");
            await().until(() -> proxy.dataplane.held() > 16 * 1024);
            use(proxy, 90, 90);
            await().until(() -> proxy.metric("ballast_memory_resets_total") == 1);
            await().until(() -> proxy.dataplane.held() == 0);
            assertThat(proxy.metric("ballast_failures_total", "LocalResources")).isEqualTo(1);
            assertThat(other.get("/").answer().head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void at_95_percent_nobody_comes_in_any_more() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient before = proxy.client("web")) {
            assertThat(before.get("/").answer().body()).isEqualTo("hello");
            use(proxy, 97, 95);
            try (RawClient refused = proxy.client("web")) {
                assertThat(HttpIT.restOrError(refused)).isEmpty();
            }
            await().until(() -> proxy.metric("ballast_connections_refused_total", "Memory") == 1);
            assertThat(before.get("/").answer().body()).as("who is in is served").isEqualTo("hello");
            use(proxy, 50, 0);
            try (RawClient after = proxy.client("web")) {
                assertThat(after.get("/").answer().body()).isEqualTo("hello");
            }
        }
    }
}
