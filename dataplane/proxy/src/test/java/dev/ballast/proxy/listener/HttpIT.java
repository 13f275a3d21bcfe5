package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.observe.TrafficObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP from a client's socket to an endpoint's. */
class HttpIT {
    private final Telemetry telemetry = new Telemetry();
    private final Dataplane dataplane =
            new Dataplane(DataplaneOptions.standard().withEventLoops(2).on("127.0.0.1"), telemetry, TrafficObserver.none());

    @AfterEach
    void stop() {
        dataplane.close();
    }

    private int port(String listener) {
        return java.util.Objects.requireNonNull(dataplane.boundPorts().get(listener));
    }

    @Test
    void forwards_a_request_and_its_answer() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello")) {
            assertThat(dataplane.install(snapshot().http("web", "shop").backend("shop", shop.port()).build())).isEmpty();
            try (RawClient client = new RawClient(port("web"))) {
                RawClient.Answer answer = client.get("/a?b=c").answer();
                assertThat(answer.head()).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(answer.body()).isEqualTo("hello");
                assertThat(client.get("/d").answer().body()).isEqualTo("hello");
            }
            assertThat(shop.requests.get(0))
                    .isEqualTo("GET /a?b=c HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop\r\n\r\n");
        }
    }
}
