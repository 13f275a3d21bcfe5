package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests take the route that matches them; how routes match is in {@code RouteTableTest}. */
@ExtendWith(NoLeaks.class)
class RoutesIT {
    @Test
    void each_request_of_a_connection_takes_its_own_route() throws Exception {
        try (Endpoint shop = Endpoint.saying("shop");
                Endpoint api = Endpoint.saying("api");
                Running proxy = new Running()
                        .install(snapshot()
                                .routed(
                                        "web",
                                        "shop",
                                        route("api", MatchConfig.prefix("/api"), new ShareConfig("api", 1)),
                                        route("host", host("api.example"), new ShareConfig("api", 1)),
                                        route("header", header("to", "api"), new ShareConfig("api", 1)))
                                .backend("shop", shop.port())
                                .backend("api", api.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("shop");
            assertThat(client.get("/api/x?y").answer().body()).isEqualTo("api");
            assertThat(client.get("/apix").answer().body()).isEqualTo("shop");
            assertThat(asked(client, "GET / HTTP/1.1\r\nHost: API.example.:8080\r\n\r\n").body()).isEqualTo("api");
            assertThat(asked(client, "GET http://api.example HTTP/1.1\r\nHost: api.example\r\n\r\n").body()).isEqualTo("api");
            assertThat(asked(client, "GET / HTTP/1.1\r\nHost: a\r\nTO: api\r\n\r\n").body()).isEqualTo("api");
            assertThat(asked(client, "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").body()).isEqualTo("api");
            assertThat(proxy.metric("ballast_requests_total", "backend=\"api\"", "2xx")).isEqualTo(5);
            assertThat(proxy.metric("ballast_requests_total", "backend=\"shop\"", "2xx")).isEqualTo(2);
        }
    }

    /** What is matched is the path that the endpoint is sent. */
    @Test
    void a_path_is_matched_in_the_form_in_which_it_is_forwarded() throws Exception {
        try (Endpoint shop = Endpoint.saying("shop");
                Endpoint admin = Endpoint.saying("admin");
                Running proxy = new Running()
                        .install(snapshot()
                                .routed("web", "shop", route("admin", MatchConfig.prefix("/admin"), new ShareConfig("admin", 1)))
                                .backend("shop", shop.port())
                                .backend("admin", admin.port()));
                RawClient client = proxy.client("web")) {
            for (String path : List.of("/admin", "/x/../admin", "/x/%2e%2E/admin", "/./admin/", "/%61dmin", "/admi%6E?x")) {
                assertThat(client.get(path).answer().body()).as(path).isEqualTo("admin");
                assertThat(admin.requests.getLast()).as(path).startsWith("GET /admin");
            }
            for (String path : List.of("//admin", "/ADMIN", "/admin%20", "/x/admin")) {
                assertThat(client.get(path).answer().body()).as(path).isEqualTo("shop");
                assertThat(shop.requests.getLast()).as(path).startsWith("GET " + path + " ");
            }
        }
    }

    @Test
    void a_request_that_no_route_matches_is_answered_404_and_the_connection_goes_on() throws Exception {
        try (Endpoint api = Endpoint.saying("api");
                Running proxy = new Running()
                        .install(snapshot()
                                .routed("web", null, route("api", MatchConfig.prefix("/api"), new ShareConfig("api", 1)))
                                .backend("api", api.port()));
                RawClient client = proxy.client("web")) {
            RawClient.Answer answer = client.get("/").answer();
            assertThat(answer.head()).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(answer.body()).isEqualTo("404 Not Found: NoRoute\n");
            assertThat(client.get("/api").answer().body()).isEqualTo("api");
            assertThat(proxy.metric("ballast_requests_total", "backend=\"\"", "4xx")).isEqualTo(1);
            assertThat(proxy.metric("ballast_failures_total", "backend=\"\"", "NoRoute")).isEqualTo(1);
        }
    }

    @Test
    void the_share_of_a_backend_that_does_not_exist_is_answered_500() throws Exception {
        try (Endpoint shop = Endpoint.saying("shop");
                Running proxy = new Running()
                        .install(snapshot()
                                .routed("web", "shop",
                                        route("half", MatchConfig.prefix("/half"), new ShareConfig("shop", 1), new ShareConfig(null, 1)),
                                        route("none", MatchConfig.prefix("/none"), new ShareConfig("shop", 0)))
                                .backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            int found = 0;
            for (int i = 0; i < 100; i++) {
                RawClient.Answer answer = client.get("/half").answer();
                found += answer.body().equals("shop") ? 1 : 0;
                assertThat(answer.body()).isIn("shop", "500 Internal Server Error: NoBackend\n");
            }
            assertThat(found).isBetween(48, 52);
            assertThat(client.get("/none").answer().head()).startsWith("HTTP/1.1 500 ");
            assertThat(proxy.metric("ballast_failures_total", "backend=\"\"", "NoBackend")).isEqualTo(101 - found);
        }
    }

    @Test
    void weights_share_out_the_requests_of_a_route() throws Exception {
        try (Endpoint old = Endpoint.saying("old");
                Endpoint next = Endpoint.saying("new");
                Running proxy = new Running()
                        .install(snapshot()
                                .routed("web", null, route("all", MatchConfig.prefix("/"), new ShareConfig("old", 90), new ShareConfig("new", 10)))
                                .backend("old", old.port())
                                .backend("new", next.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 1000; i++) {
                client.get("/").answer();
            }
            assertThat(next.requests).hasSizeBetween(96, 104);
            assertThat(old.requests).hasSize(1000 - next.requests.size());
        }
    }

    @Test
    void a_route_says_how_long_an_answer_may_be_waited_for() throws Exception {
        try (Endpoint silent = Endpoint.of(talk -> {
                    while (!talk.head().isEmpty()) {
                        talk.say(""); // Never an answer.
                    }
                });
                Running proxy = new Running()
                        .install(snapshot()
                                .routed("web", null, new RouteConfig("all", List.of(MatchConfig.prefix("/")), List.of(new ShareConfig("shop", 1)), 50))
                                .backend("shop", silent.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("504 Gateway Timeout: ResponseTimeout\n");
        }
    }

    @Test
    void a_changed_route_is_taken_by_the_next_request_of_a_connection_that_stays() throws Exception {
        try (Endpoint one = Endpoint.saying("one");
                Endpoint two = Endpoint.saying("two");
                Running proxy = new Running().install(to("one", one, two));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("one");
            proxy.install(to("two", one, two));
            assertThat(client.get("/").answer().body()).isEqualTo("two");
        }
    }

    private static Snapshots to(String backend, Endpoint one, Endpoint two) {
        return snapshot()
                .routed("web", null, route("all", MatchConfig.prefix("/"), new ShareConfig(backend, 1)))
                .backend("one", one.port())
                .backend("two", two.port());
    }

    private static RawClient.Answer asked(RawClient client, String request) throws IOException {
        return client.say(request).answer();
    }

    private static RouteConfig route(String name, MatchConfig match, ShareConfig... shares) {
        return new RouteConfig(name, List.of(match), List.of(shares), 0);
    }

    private static MatchConfig host(@Nullable String name) {
        return new MatchConfig(name, new PathConfig(PathType.PathPrefix, "/"), null, List.of(), List.of());
    }

    private static MatchConfig header(String name, String value) {
        return new MatchConfig(
                null, new PathConfig(PathType.PathPrefix, "/"), null, List.of(new ValueConfig(ValueType.Exact, name, value)), List.of());
    }
}
