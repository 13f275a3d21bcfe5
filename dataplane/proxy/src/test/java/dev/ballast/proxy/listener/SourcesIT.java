package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.SourcesConfig.ForwardedForConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a client is, and whether it is let in. */
@ExtendWith(NoLeaks.class)
class SourcesIT {
    @ParameterizedTest
    @EnumSource(value = Protocol.class, names = {"HTTP", "TCP"})
    void a_connection_from_elsewhere_is_closed_at_once(Protocol protocol) throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running()
                        .install(snapshot()
                                .listener("web", 0, protocol, null, Snapshots.TIMEOUTS, "shop")
                                .letting(new SourcesConfig(List.of("203.0.113.0/24", "::1/128"), null))
                                .backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            assertThatThrownBy(() -> client.get("/").answer()).isInstanceOf(IOException.class);
            assertThat(shop.requests).isEmpty();
            assertThat(proxy.metric("ballast_listener_connections_refused_total", "SourceNotAllowed")).isEqualTo(1);
        }
    }

    @Test
    void a_connection_from_an_allowed_range_is_served() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = serving(new SourcesConfig(List.of("203.0.113.0/24", "127.0.0.0/8"), null), shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("hello");
        }
    }

    /** The test's own address is 127.0.0.1; {@code |} separates lines of the field. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        // We are behind 127.0.0.1 and 10.0.0.0/8.
        "0, 203.0.113.9, 203.0.113.9",
        "0, '1.2.3.4, 203.0.113.9', 203.0.113.9",
        "0, '1.2.3.4, 203.0.113.9, 10.1.1.1,10.2.2.2', 203.0.113.9",
        "0, '1.2.3.4|203.0.113.9,10.1.1.1', 203.0.113.9",
        "0, '10.1.1.1', 10.1.1.1",
        "0, '2001:db8::9', 2001:db8:0:0:0:0:0:9",
        "0, '[2001:db8::9]:4711', 2001:db8:0:0:0:0:0:9",
        "0, '203.0.113.9:4711', 203.0.113.9",
        "0, 'unknown', 127.0.0.1",
        "0, '1.2.3.4, _hidden, 10.1.1.1', 10.1.1.1",
        "0, '', 127.0.0.1",
        "0, -, 127.0.0.1",
        // One or two are in front of us, wherever they are.
        "1, '1.2.3.4, 203.0.113.9', 203.0.113.9",
        "1, '10.1.1.1', 10.1.1.1",
        "2, '1.2.3.4, 203.0.113.9, 192.0.2.1', 203.0.113.9",
        "2, '203.0.113.9', 203.0.113.9",
    })
    void the_client_is_the_last_one_that_nobody_trusted_stands_for(int hops, @Nullable String said, String client) throws Exception {
        ForwardedForConfig forwarded = new ForwardedForConfig(hops == 0 ? List.of("127.0.0.0/8", "10.0.0.0/8") : List.of(), hops);
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = serving(new SourcesConfig(List.of(), forwarded), shop);
                RawClient raw = proxy.client("web")) {
            String fields = said == null ? "" : "X-Forwarded-For: " + said.replace("|", "\r\nx-forwarded-FOR: ") + "\r\n";
            assertThat(raw.say("GET / HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n").answer().body()).isEqualTo("hello");
            assertThat(shop.requests.getFirst()).isEqualTo("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: " + client
                    + "\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop\r\n\r\n");
        }
    }

    @Test
    void who_is_not_trusted_is_believed_nothing() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = serving(new SourcesConfig(List.of(), new ForwardedForConfig(List.of("10.0.0.0/8"), 0)), shop);
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 10.1.1.1\r\nX-Forwarded-Proto: https\r\n\r\n").answer();
            assertThat(shop.requests.getFirst()).contains("X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void who_is_trusted_says_how_its_client_came() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = serving(new SourcesConfig(List.of(), new ForwardedForConfig(List.of(), 1)), shop);
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n").answer();
            client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-Proto: gopher\r\n\r\n").answer();
            assertThat(shop.requests.getFirst()).contains("X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n");
            assertThat(shop.requests.getLast()).contains("X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void a_request_of_a_client_that_is_not_let_in_is_answered_403_and_others_of_its_connection_are_served() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = serving(new SourcesConfig(List.of("203.0.113.0/24"), new ForwardedForConfig(List.of(), 1)), shop);
                RawClient client = proxy.client("web")) {
            RawClient.Answer refused = client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n").answer();
            assertThat(refused.body()).isEqualTo("403 Forbidden: SourceNotAllowed\n");
            assertThat(client.get("/").answer().head()).startsWith("HTTP/1.1 403 ");
            assertThat(client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n").answer().body()).isEqualTo("hello");
            assertThat(proxy.metric("ballast_failures_total", "SourceNotAllowed")).isEqualTo(2);
        }
    }

    private static Running serving(SourcesConfig sources, Endpoint shop) {
        return new Running().install(snapshot().http("web", "shop").letting(sources).backend("shop", shop.port()));
    }
}
