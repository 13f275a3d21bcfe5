package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RewriteConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.proxy.http2.RawHttp2;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filters of a route do, as octets at both ends. */
@ExtendWith(NoLeaks.class)
class RouteFiltersIT {
    private static final HeaderChangesConfig CHANGES = new HeaderChangesConfig(
            List.of("secret"), List.of(new HeaderConfig("Version", "two")), List.of(new HeaderConfig("Via", "ballast"), new HeaderConfig("Tag", "a b")));

    @Test
    void header_fields_of_a_request_are_removed_set_and_added() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = running("/", new FiltersConfig(CHANGES, null, null, null), shop);
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.1\r\nHost: shop\r\nSECRET: x\r\nversion: one\r\nVersion: three\r\nVia: me\r\nAccept: */*\r\n\r\n").answer();
            assertThat(shop.requests.getFirst())
                    .isEqualTo("GET / HTTP/1.1\r\nHost: shop\r\nVia: me\r\nAccept: */*\r\nVersion: two\r\nVia: ballast\r\nTag: a b\r\n"
                            + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop\r\n\r\n");
        }
    }

    @Test
    void header_fields_of_an_answer_are_removed_set_and_added() throws Exception {
        try (Endpoint shop = Endpoint.answering("HTTP/1.1 200 OK\r\nSecret: x\r\nVersion: one\r\nContent-Length: 2\r\nVia: shop\r\n\r\nhi");
                Running proxy = running("/", new FiltersConfig(null, CHANGES, null, null), shop);
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer = client.get("/").answer();
                assertThat(answer.head())
                        .isEqualTo("HTTP/1.1 200 OK\r\nVia: shop\r\nVersion: two\r\nVia: ballast\r\nTag: a b\r\nContent-Length: 2\r\n\r\n");
                assertThat(answer.body()).isEqualTo("hi");
            }
        }
    }

    /** As much as a client may send, an endpoint may answer, and filters may add: nothing of it is missing, over either protocol. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_largest_heads_are_changed_by_the_largest_filters(boolean http2) throws Exception {
        HeaderConfig field = new HeaderConfig("Added", "v".repeat(HeaderChangesConfig.MOST / 40 - 9));
        HeaderChangesConfig most = new HeaderChangesConfig(List.of(), List.of(), Collections.nCopies(40, field));
        String large = ("Large: " + "l".repeat(1_000) + "\r\n").repeat(60);
        String target = "/" + "t".repeat(8_000);
        Snapshots plan = snapshot().routed(
                        "web", null, new RouteConfig("all", List.of(MatchConfig.prefix("/")), new FiltersConfig(most, most, null, null),
                                List.of(new ShareConfig("shop", 1)), 0))
                .taking(new RequestsConfig(64 * 1024, 0, 100, 10_000, false, false));
        try (Endpoint shop = Endpoint.answering("HTTP/1.1 200 " + "r".repeat(8_000) + "\r\n" + large + "Content-Length: 2\r\n\r\nhi");
                Running proxy = new Running().install(plan.backend("shop", shop.port()))) {
            String answer = http2 ? largeOverHttp2(proxy, target) : largeOverHttp1(proxy, target, large);
            assertThat(answer.toLowerCase(Locale.ROOT).split("added: ")).hasSize(41);
            assertThat(answer.toLowerCase(Locale.ROOT).split("large: ")).hasSize(61);
            assertThat(shop.requests.getFirst().toLowerCase(Locale.ROOT).split("large: ")).hasSize(61);
            assertThat(shop.requests.getFirst().split("Added: ")).hasSize(41);
        }
    }

    private static String largeOverHttp1(Running proxy, String target, String fields) throws Exception {
        try (RawClient client = proxy.client("web")) {
            return client.say("GET " + target + " HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n").answer().head();
        }
    }

    private static String largeOverHttp2(Running proxy, String target) throws Exception {
        List<String> fields = new ArrayList<>(List.of(":method", "GET", ":scheme", "http", ":path", target, ":authority", "shop"));
        for (int i = 0; i < 60; i++) {
            fields.addAll(List.of("large", "l".repeat(800)));
        }
        try (RawHttp2 client = new RawHttp2(proxy.port("web"))) {
            client.hello().headers(1, true, fields.toArray(String[]::new));
            return client.next(RawHttp2.HEADERS).fields();
        }
    }

    /** A second attempt is sent what the first one was: the changes are made once. */
    @Test
    void a_request_that_is_tried_again_is_changed_once() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    if (talk.head().contains("/once")) {
                        talk.say(Endpoint.ok("first"));
                        talk.head(); // The next request of the kept connection is never answered.
                        return;
                    }
                    talk.say(Endpoint.ok("again"));
                });
                Running proxy = running("/", new FiltersConfig(CHANGES, null, null, new RewriteConfig(null, prefix("/new"))), shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/once").answer().body()).isEqualTo("first");
            assertThat(client.get("/two").answer().body()).isEqualTo("again");
            assertThat(shop.requests.getLast()).startsWith("GET /new/two HTTP/1.1\r\n").containsOnlyOnce("Version: two\r\n");
        }
    }

    /** Gateway API's table of HTTPPathModifier, and queries. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo, /xyz, /xyz/bar",
        "/foo/bar, /foo, /xyz/, /xyz/bar",
        "/foo/bar, /foo/, /xyz, /xyz/bar",
        "/foo/bar, /foo/, /xyz/, /xyz/bar",
        "/foo, /foo, /xyz, /xyz",
        "/foo/, /foo, /xyz, /xyz/",
        "/foo/bar, /foo, /, /bar",
        "/foo/, /foo, /, /",
        "/foo, /foo, /, /",
        "/foo?a=/foo, /foo, /, /?a=/foo",
        "/foo//bar?q, /foo, /xyz, /xyz//bar?q",
        "/, /, /xyz, /xyz/",
        "http://shop?q, /, /xyz, /xyz?q",
    })
    void the_prefix_of_a_path_is_replaced(String asked, String matched, String replacement, String forwarded) throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = running(matched, new FiltersConfig(null, null, null, new RewriteConfig(null, prefix(replacement))), shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.get(asked).answer().body()).isEqualTo("hello");
            assertThat(shop.requests.getFirst()).startsWith("GET " + forwarded + " HTTP/1.1\r\n");
        }
    }

    @Test
    void host_and_whole_path_are_replaced_and_the_query_stays() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = running(
                        "/old",
                        new FiltersConfig(null, null, null, new RewriteConfig("inner.example", new PathChangeConfig(PathChange.ReplaceFullPath, "/new"))),
                        shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/old/er?a=b").answer().body()).isEqualTo("hello");
            assertThat(shop.requests.getFirst())
                    .isEqualTo("GET /new?a=b HTTP/1.1\r\nHost: inner.example\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                            + "X-Forwarded-Host: shop\r\n\r\n");
        }
    }

    @Test
    void a_client_is_sent_elsewhere_and_its_connection_goes_on() throws Exception {
        try (Running proxy = new Running().install(redirecting(new RedirectConfig("https", "www.shop.example", prefix("/new"), 0, 301)));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.get("/old/a%20b?c=d").answer();
                assertThat(answer.head())
                        .startsWith("HTTP/1.1 301 Moved Permanently\r\n")
                        .contains("\r\nLocation: https://www.shop.example/new/a%20b?c=d\r\n");
                assertThat(answer.body()).isEqualTo("301 Moved Permanently: Redirect\n");
            }
            assertThat(proxy.metric("ballast_requests_total", "3xx")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "-, -, -, 0, http://shop:LISTENER/old?q",
        "https, -, -, 0, https://shop/old?q",
        "https, -, -, 8443, https://shop:8443/old?q",
        "-, x.example, /, 80, http://x.example/?q",
        "http, x.example, //y, 80, http://x.example//y?q",
    })
    void what_a_redirect_does_not_say_stays(
            @Nullable String scheme, @Nullable String host, @Nullable String path, int port, String location) throws Exception {
        PathChangeConfig change = path == null ? null : new PathChangeConfig(PathChange.ReplaceFullPath, path);
        Snapshots snapshot = redirecting(new RedirectConfig(scheme, host, change, port, 302));
        int listener = snapshot.build().listeners().getFirst().port();
        try (Running proxy = new Running().install(snapshot);
                RawClient client = proxy.client("web")) {
            String head = client.get("/old?q").answer().head();
            assertThat(RawClient.field(head, "Location")).isEqualTo(location.replace("LISTENER", String.valueOf(listener)));
        }
    }

    @Test
    void requests_of_http_2_are_routed_changed_and_redirected_alike() throws Exception {
        FiltersConfig filters = new FiltersConfig(CHANGES, CHANGES, null, new RewriteConfig("inner.example", prefix("/new")));
        RouteConfig old = new RouteConfig(
                "old",
                List.of(MatchConfig.prefix("/old")),
                new FiltersConfig(null, null, new RedirectConfig("https", null, prefix("/shop"), 0, 308), null),
                List.of(),
                0);
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running()
                        .install(snapshot()
                                .routed("web", null, old,
                                        new RouteConfig("all", List.of(MatchConfig.prefix("/shop")), filters, List.of(new ShareConfig("shop", 1)), 0))
                                .backend("shop", shop.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            client.get(1, "/shop/a?b");
            assertThat(client.next(RawHttp2.HEADERS).fields())
                    .isEqualTo(":status: 200\nversion: two\nvia: ballast\ntag: a b\ncontent-length: 5\n");
            client.end(1);
            assertThat(shop.requests.getFirst())
                    .isEqualTo("GET /new/a?b HTTP/1.1\r\nHost: inner.example\r\nVersion: two\r\nVia: ballast\r\nTag: a b\r\n"
                            + "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop\r\n\r\n");
            client.get(3, "/old/a?b");
            assertThat(client.next(RawHttp2.HEADERS).fields()).startsWith(":status: 308\n").contains("location: https://shop/shop/a?b\n");
            client.get(5, "/");
            assertThat(client.next(RawHttp2.HEADERS).fields()).startsWith(":status: 404\n");
        }
    }

    private static Snapshots redirecting(RedirectConfig redirect) {
        return snapshot()
                .routed("web", null,
                        new RouteConfig("old", List.of(MatchConfig.prefix("/old")), new FiltersConfig(null, null, redirect, null), List.of(), 0));
    }

    private static PathChangeConfig prefix(String value) {
        return new PathChangeConfig(PathChange.ReplacePrefixMatch, value);
    }

    private static Running running(String prefix, FiltersConfig filters, Endpoint shop) {
        return new Running()
                .install(snapshot()
                        .routed("web", null, new RouteConfig("all", List.of(MatchConfig.prefix(prefix)), filters, List.of(new ShareConfig("shop", 1)), 0))
                        .backend("shop", shop.port()));
    }
}
