package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.AccessLogConfig.Mode;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.proxy.telemetry.AccessEntry;
import dev.ballast.proxy.telemetry.AccessEntry.RequestLine;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written of requests and sessions. */
@ExtendWith(NoLeaks.class)
class AccessLogIT {
    @Test
    void every_request_has_a_line_without_its_query() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()).logged(Mode.All))) {
            try (RawClient client = proxy.client("web")) {
                client.say("POST /a/../b?token=secret HTTP/1.1\r\nHost: Shop.Example:80\r\nContent-Length: 3\r\n\r\nabc").answer();
            }
            try (RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
                client.get(1, "/two").end(1);
            }
            AccessEntry first = entry(proxy, 0);
            assertThat(first.request()).isEqualTo(new RequestLine("POST", "shop.example", "/b"));
            assertThat(first.toString())
                    .contains("listener=web, protocol=HTTP/1.1, client=127.0.0.1,")
                    .contains("status=200, reason=null, backend=shop, endpoint=127.0.0.1:" + shop.port() + ", attempts=1, received=3, sent=5,")
                    .doesNotContain("secret");
            assertThat(first.nanos()).isPositive();
            assertThat(entry(proxy, 1).toString()).contains("protocol=HTTP/2,").contains("path=/two").contains("status=200");
        }
    }

    @Test
    void errors_are_logged_where_nothing_is_said_and_name_reason_and_endpoint() throws Exception {
        int closed = closedPort();
        try (Endpoint shop = Endpoint.answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
                Endpoint good = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop").http("good", "good").http("dead", "dead").tcp("bytes", "dead")
                        .backend("shop", shop.port()).backend("good", good.port()).backend("dead", closed))) {
            try (RawClient client = proxy.client("good")) {
                client.get("/").answer();
            }
            try (RawClient client = proxy.client("web")) {
                client.get("/x").answer();
            }
            assertThat(entry(proxy, 0).toString()).contains("path=/x").contains("status=500, reason=null, backend=shop");
            try (RawClient client = proxy.client("dead")) {
                assertThat(client.get("/y").answer().status()).isEqualTo(502);
            }
            assertThat(entry(proxy, 1).toString()).contains("status=502, reason=ConnectFailure, backend=dead, endpoint=127.0.0.1:" + closed);
            try (RawClient client = proxy.client("web")) {
                client.say("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n").rest();
            }
            assertThat(entry(proxy, 2).toString()).contains("status=400, reason=").contains("backend=null, endpoint=null, attempts=0");
            try (RawClient client = proxy.client("bytes")) {
                HttpIT.restOrError(client);
            }
            assertThat(entry(proxy, 3).toString()).contains("listener=bytes, protocol=TCP").contains("reason=ConnectFailure, backend=dead");
            assertThat(proxy.logged).hasSize(4);
        }
    }

    @Test
    void of_a_head_that_is_refused_all_is_told_that_was_understood_and_no_value() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()))) {
            int before = 0;
            for (Refused each : List.of(
                    new Refused("POST /a/../b?token=secret HTTP/1.1\r\nHost: Shop\r\nContent-Length : secret", new RequestLine("POST", "shop", "/b"), "Content-Length"),
                    new Refused("GET /c HTTP/1.1\r\nX-Key: se\u0001cret", new RequestLine("GET", "", "/c"), "X-Key"),
                    new Refused("GET /c HTTP/1.1\r\nHost: shop\r\nsecret", new RequestLine("GET", "shop", "/c"), null),
                    new Refused("GET /c HTTP/1.1\r\nX: y", new RequestLine("GET", "", "/c"), null),
                    new Refused("GET /d/%2fsecret HTTP/1.1", new RequestLine("GET", "", "/d/"), null),
                    new Refused("GET http://user:secret@shop/ HTTP/1.1", new RequestLine("GET", "", ""), null),
                    new Refused("GET /f HTTP/1.1\r\nHost: secret@shop", new RequestLine("GET", "", "/f"), "Host"),
                    new Refused("GET", new RequestLine("GET", "", ""), null),
                    new Refused("\"secret\" / HTTP/1.1", null, null))) {
                try (RawClient client = proxy.client("web")) {
                    client.say(each.head + "\r\n\r\n").rest();
                }
                AccessEntry entry = entry(proxy, before++);
                assertThat(entry.request()).as(each.head).isEqualTo(each.told);
                assertThat(entry.field()).as(each.head).isEqualTo(each.field);
                assertThat(entry.toString()).as(each.head).doesNotContain("secret");
            }
            try (RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
                client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/e?token=secret", ":authority", "shop", "te", "secret");
                assertThat(entry(proxy, before).request()).isEqualTo(new RequestLine("GET", "shop", "/e"));
            }
        }
    }

    private record Refused(String head, @Nullable RequestLine told, @Nullable String field) {}

    @Test
    void a_tunnel_is_told_of_by_the_request_that_asked_for_it() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(UpgradeIT.AGREE + "bye");
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()).logged(Mode.All));
                RawClient client = proxy.client("web")) {
            String ask = UpgradeIT.ASK.replace("Host: shop\r\n", "Host: shop\r\nCookie: " + "c".repeat(5_000) + "\r\n");
            assertThat(client.say(ask).rest()).isEqualTo(UpgradeIT.AGREE + "bye");
            client.endOutput();
            assertThat(entry(proxy, 0).request()).isEqualTo(new RequestLine("GET", "shop", "/chat"));
        }
    }

    @Test
    void a_session_counts_its_octets_and_off_is_off() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> talk.say("12345" + talk.octets(3)));
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()).logged(Mode.All))) {
            try (RawClient client = proxy.client("db")) {
                client.say("abc").rest();
            }
            assertThat(entry(proxy, 0).toString()).contains("reason=null, backend=shop, endpoint=127.0.0.1:" + shop.port() + ", attempts=1, received=3, sent=8,");

            proxy.install(snapshot().http("web", "shop").backend("shop", closedPort()).logged(Mode.Off));
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().status()).isEqualTo(502);
            }
            assertThat(proxy.logged).hasSize(1);
        }
    }

    private static AccessEntry entry(Running proxy, int index) {
        await().until(() -> proxy.logged.size() > index);
        return proxy.logged.get(index);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
