package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RateLimitConfig.Algorithm;
import dev.ballast.contract.snapshot.RateLimitConfig.Key;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.SourcesConfig.ForwardedForConfig;
import dev.ballast.proxy.http2.RawHttp2;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests beyond a rate limit: what they are answered, whose they are, and where it is counted. Budgets of an hour, so that no time passes here. */
@ExtendWith(NoLeaks.class)
class RateLimitIT {
    private static final int AN_HOUR = 3600;

    private static RateLimitConfig three(Key key, boolean enforced, String... listeners) {
        return new RateLimitConfig(
                "few", List.of(listeners), key, key == Key.Header ? "X-Tenant" : null, Algorithm.TokenBucket, 3, AN_HOUR, 3, enforced);
    }

    @Test
    void what_is_too_much_is_answered_429_with_its_reason_and_when_to_come_again() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.ClientIP, true, "web")).http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
            RawClient.Answer refused = client.get("/").answer();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).isEqualTo("429 Too Many Requests: RateLimited: few\n");
            // A token every 1,200 s.
            assertThat(refused.head()).contains("Retry-After: 1200", "RateLimit-Policy: \"few\";q=3;w=3600", "RateLimit: \"few\";r=0;t=1200");
            assertThat(client.get("/").answer().status()).as("the connection goes on").isEqualTo(429);

            assertThat(proxy.metric("ballast_ratelimit_let_in_total", "limit=\"few\"")).isEqualTo(3);
            assertThat(proxy.metric("ballast_ratelimit_excess_total", "limit=\"few\"", "reason=\"RateLimited\"", "mode=\"Enforce\"")).isEqualTo(2);
            assertThat(proxy.metric("ballast_failures_total", "reason=\"RateLimited\"", "side=\"client\"")).isEqualTo(2);
            assertThat(shop.requests).hasSize(3);
            assertThat(proxy.logged).hasSize(2).allSatisfy(entry ->
                    assertThat(entry.toString()).contains("status=429, reason=RateLimited, backend=shop, endpoint=null, attempts=0"));
        }
    }

    @Test
    void a_stream_that_is_too_much_is_answered_the_same() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.ClientIP, true, "web")).http("web", "shop").backend("shop", shop.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            for (int stream = 1; stream < 7; stream += 2) {
                assertThat(client.get(stream, "/").next(RawHttp2.HEADERS).status()).isEqualTo(200);
                client.end(stream);
            }
            RawHttp2.Frame refused = client.post(7, "/", "content-length", "5").next(RawHttp2.HEADERS);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.fields()).contains("retry-after: 1200", "ratelimit-policy: \"few\";q=3;w=3600", "ratelimit: \"few\";r=0;t=1200");
            client.end(7);
            assertThat(client.content(7)).isEqualTo("429 Too Many Requests: RateLimited: few\n");
            assertThat(client.get(9, "/").next(RawHttp2.HEADERS).status()).as("the connection goes on").isEqualTo(429);
        }
    }

    @Test
    void a_client_of_ipv6_has_one_budget_whichever_of_its_addresses_it_takes() throws Exception {
        SourcesConfig proxied = new SourcesConfig(List.of(), new ForwardedForConfig(List.of("127.0.0.0/8"), 0));
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.ClientIP, true, "web")).http("web", "shop").letting(proxied).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 1; i <= 4; i++) {
                assertThat(from("2001:db8:0:1::" + i, client).status()).isEqualTo(i <= 3 ? 200 : 429);
                assertThat(from("203.0.113." + i, client).status()).isEqualTo(200);
            }
            assertThat(from("2001:db8:0:2::1", client).status()).isEqualTo(200);
        }
    }

    private static RawClient.Answer from(String address, RawClient client) throws IOException {
        return client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: " + address + "\r\n\r\n").answer();
    }

    @Test
    void each_route_has_a_budget_and_what_matches_none_has_one_too() throws Exception {
        RouteConfig api = new RouteConfig("api", List.of(MatchConfig.prefix("/api")), List.of(new ShareConfig("shop", 1)), 0);
        RouteConfig img = new RouteConfig("img", List.of(MatchConfig.prefix("/img")), List.of(new ShareConfig("shop", 1)), 0);
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.Route, true, "web")).routed("web", null, api, img).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/api/a").answer().status()).isEqualTo(i < 3 ? 200 : 429);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/img/a").answer().status()).isEqualTo(i < 3 ? 200 : 429);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(client.get("/other").answer().status()).isEqualTo(i < 3 ? 404 : 429);
            }
        }
    }

    @Test
    void a_limit_that_observes_counts_and_lets_in() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.Listener, false, "web")).http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
            assertThat(proxy.metric("ballast_ratelimit_excess_total", "mode=\"Observe\"")).isEqualTo(2);
        }
    }

    @Test
    void each_value_of_the_header_has_a_budget_and_who_has_none_is_not_limited() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.Header, true, "web")).http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            for (String tenant : List.of("one", "two")) {
                for (int i = 0; i < 5; i++) {
                    client.say("GET / HTTP/1.1\r\nHost: shop\r\nx-tenant: " + tenant + "\r\n\r\n");
                    assertThat(client.answer().status()).isEqualTo(i < 3 ? 200 : 429);
                }
            }
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void listeners_of_one_limit_share_a_clients_budget_and_others_are_free() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .limited(three(Key.ClientIP, true, "web", "other"))
                        .http("web", "shop")
                        .http("other", "shop")
                        .http("free", "shop")
                        .backend("shop", shop.port()));
                RawClient web = proxy.client("web");
                RawClient other = proxy.client("other");
                RawClient free = proxy.client("free")) {
            assertThat(web.get("/").answer().status()).isEqualTo(200);
            assertThat(web.get("/").answer().status()).isEqualTo(200);
            assertThat(other.get("/").answer().status()).isEqualTo(200);
            assertThat(other.get("/").answer().status()).isEqualTo(429);
            assertThat(free.get("/").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void what_was_used_is_remembered_over_a_change_of_something_else_and_forgotten_with_the_limits_own() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().limited(three(Key.ClientIP, true, "web")).http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                client.get("/").answer();
            }
            proxy.install(snapshot().limited(three(Key.ClientIP, true, "web")).http("web", "shop").http("new", "shop").backend("shop", shop.port()));
            assertThat(client.get("/").answer().status()).isEqualTo(429);

            RateLimitConfig window =
                    new RateLimitConfig("few", List.of("web"), Key.ClientIP, null, Algorithm.SlidingWindow, 2, AN_HOUR, 2, true);
            proxy.install(snapshot().limited(window).http("web", "shop").backend("shop", shop.port()));
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(client.get("/").answer().status()).isEqualTo(429);

            proxy.install(snapshot().http("web", "shop").backend("shop", shop.port()));
            assertThat(client.get("/").answer().status()).isEqualTo(200);
            assertThat(proxy.telemetry.scrape()).doesNotContain("ballast_ratelimit");
        }
    }
}
