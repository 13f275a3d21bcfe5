package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.AccessLogConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.proxy.listener.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A route's cache between real sockets. An endpoint's answers are numbered, so that one sees whose answer a client gets. */
@ExtendWith(NoLeaks.class)
class CacheIT {
    private static final CacheConfig CACHE = new CacheConfig(1 << 20, 256 << 10, 0);
    private static final String MINUTE = "Cache-Control: max-age=60\r\n";

    private static Snapshots cached(Endpoint shop) {
        return cached(CACHE, shop.port());
    }

    private static Snapshots cached(CacheConfig cache, int shop) {
        return cached(cache, policy -> policy, shop);
    }

    private static Snapshots cached(CacheConfig cache, UnaryOperator<PolicyConfig> policy, int shop) {
        HeaderChangesConfig tagged = new HeaderChangesConfig(List.of("Secret"), List.of(new HeaderConfig("Tag", "new")), List.of());
        FiltersConfig filters = new FiltersConfig(null, tagged, null, null, null, cache);
        return snapshot()
                .routed("web", null, new RouteConfig("all", List.of(MatchConfig.prefix("/")), filters, List.of(new ShareConfig("shop", 1)), 0))
                .backend("shop", policy, shop);
    }

    /** Answers each request as the function of its head says; {@code #} stands for the request's number, from 1. */
    private static Endpoint numbering(Function<String, String> answers) throws IOException {
        AtomicInteger number = new AtomicInteger();
        return Endpoint.of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                talk.say(answers.apply(head).replace("#", String.valueOf(number.incrementAndGet())));
            }
        });
    }

    /** With these fields, and its number as its body. */
    private static Endpoint numbering(String fields) throws IOException {
        return numbering(head -> ok(fields));
    }

    private static String ok(String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 1\r\n\r\n#";
    }

    private static Answer get(RawClient client, String... fields) throws IOException {
        return asking(client, "GET", fields);
    }

    private static Answer asking(RawClient client, String method, String... fields) throws IOException {
        String lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return client.say(method + " /a?b HTTP/1.1\r\nHost: shop\r\n" + lines + "\r\n").answer(!method.equals("HEAD"));
    }

    private static String status(Answer answer) {
        return String.valueOf(RawClient.field(answer.head(), "Cache-Status"));
    }

    private static void assertHit(Answer answer, String body) {
        assertThat(status(answer)).startsWith("ballast; hit; ttl=");
        assertThat(answer.body()).isEqualTo(body);
    }

    private static void assertForwarded(Answer answer, String body, String how) {
        assertThat(status(answer)).isEqualTo("ballast; " + how);
        assertThat(answer.body()).isEqualTo(body);
    }

    private static double requests(Running proxy, String outcome) {
        return proxy.metric("ballast_cache_requests_total", "outcome=\"" + outcome + "\"");
    }

    private static double answers(Running proxy, String outcome) {
        return proxy.metric("ballast_cache_answers_total", "outcome=\"" + outcome + "\"");
    }

    @Test
    void what_is_fresh_is_answered_without_an_endpoint() throws Exception {
        try (Endpoint shop = numbering(MINUTE + "Age: 7\r\nX: y\r\nConnection: Mine\r\nMine: 1\r\nSecret: 2\r\n");
                Running proxy = new Running().install(cached(shop).logged(AccessLogConfig.Mode.All));
                RawClient one = proxy.client("web");
                RawClient other = proxy.client("web")) {
            assertForwarded(get(one), "1", "fwd=uri-miss; stored");
            for (RawClient client : List.of(one, other, one)) {
                Answer hit = get(client);
                assertHit(hit, "1");
                assertThat(hit.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("X: y\r\n", "Tag: new\r\n", "Content-Length: 1\r\n", "Date: ")
                        .doesNotContain("Mine", "Secret");
                assertThat(Integer.parseInt(RawClient.field(hit.head(), "Age"))).isBetween(7, 30);
            }
            assertThat(shop.requests).hasSize(1);
            assertThat(requests(proxy, "Hit")).isEqualTo(3);
            assertThat(requests(proxy, "Miss")).isEqualTo(1);
            assertThat(answers(proxy, "Stored")).isEqualTo(1);
            assertThat(proxy.metric("ballast_cache_used_bytes")).isPositive();
            assertThat(proxy.metric("ballast_requests_total", "backend=\"shop\"", "status=\"2xx\"")).as("requests are counted where they would go").isEqualTo(4);
            assertThat(proxy.logged).extracting(entry -> entry.cache() + " " + entry.attempts()).containsExactly("Miss 1", "Hit 0", "Hit 0", "Hit 0");
        }
    }

    @Test
    void head_is_answered_with_the_head_of_what_is_stored_and_stores_nothing() throws Exception {
        try (Endpoint shop = numbering(head -> head.startsWith("HEAD") ? ok(MINUTE).replace("#", "") : ok(MINUTE));
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertThat(status(asking(client, "HEAD"))).isEqualTo("ballast; fwd=uri-miss");
            assertForwarded(get(client), "2", "fwd=uri-miss; stored");
            Answer head = asking(client, "HEAD");
            assertHit(head, "");
            assertThat(head.head()).contains("Content-Length: 1\r\n");
            assertHit(get(client), "2");
        }
    }

    @Test
    void over_http2_it_is_the_same_and_the_same_store() throws Exception {
        try (Endpoint shop = numbering(MINUTE + "ETag: \"e\"\r\n");
                Running proxy = new Running().install(cached(shop));
                RawClient one = proxy.client("web");
                RawHttp2 two = new RawHttp2(proxy.port("web")).hello()) {
            assertForwarded(get(one), "1", "fwd=uri-miss; stored");
            two.get(1, "/a?b");
            assertThat(two.next(RawHttp2.HEADERS).fields()).contains(":status: 200\n", "cache-status: ballast; hit; ttl=", "age: ", "content-length: 1");
            assertThat(two.next(RawHttp2.DATA).ends()).isTrue();
            assertThat(two.content(1)).isEqualTo("1");
            two.headers(3, true, ":method", "HEAD", ":scheme", "http", ":path", "/a?b", ":authority", "shop");
            assertThat(two.next(RawHttp2.HEADERS)).satisfies(head -> {
                assertThat(head.ends()).isTrue();
                assertThat(head.fields()).contains("content-length: 1");
            });
            two.headers(5, true, ":method", "GET", ":scheme", "http", ":path", "/a?b", ":authority", "shop", "if-none-match", "\"e\"");
            assertThat(two.next(RawHttp2.HEADERS)).satisfies(head -> {
                assertThat(head.ends()).isTrue();
                assertThat(head.status()).isEqualTo(304);
            });
            two.get(7, "/other");
            assertThat(two.next(RawHttp2.HEADERS).fields()).contains("cache-status: ballast; fwd=uri-miss; stored");
            two.next(RawHttp2.DATA);
            assertHit(one.get("/other").answer(), "2");
            assertThat(shop.requests).hasSize(2);
        }
    }

    @Test
    void what_an_http2_endpoint_answers_is_stored_too() throws Exception {
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    int stream = talk.next(RawHttp2.HEADERS).stream();
                    talk.headers(stream, false, ":status", "200", "cache-control", "max-age=60", "x", "y").data(stream, true, "all of it");
                    talk.next(RawHttp2.HEADERS);
                });
                Running proxy = new Running().install(cached(CACHE, policy -> policy.over(Protocol.HTTP2), shop.port()));
                RawClient client = proxy.client("web")) {
            String first = client.say("GET /a?b HTTP/1.1\r\nHost: shop\r\n\r\n").until("0\r\n\r\n");
            assertThat(first).contains("all of it").contains("Cache-Status: ballast; fwd=uri-miss; stored\r\n");
            Answer hit = get(client);
            assertHit(hit, "all of it");
            assertThat(hit.head()).contains("x: y\r\n");
        }
    }

    @Test
    void an_answer_is_for_those_who_say_the_same_in_the_fields_of_vary() throws Exception {
        try (Endpoint shop = numbering(MINUTE + "Vary: Accept-Language\r\n");
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertForwarded(get(client, "Accept-Language: de"), "1", "fwd=uri-miss; stored");
            assertForwarded(get(client, "Accept-Language: en"), "2", "fwd=vary-miss; stored");
            assertForwarded(get(client), "3", "fwd=vary-miss; stored");
            assertHit(get(client, "accept-language: de"), "1");
            assertHit(get(client, "Accept-Language: en"), "2");
            assertHit(get(client), "3");
        }
    }

    @Test
    void other_hosts_paths_and_queries_are_other_things() throws Exception {
        try (Endpoint shop = numbering(MINUTE);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            get(client);
            assertHit(client.say("GET http://SHOP:80/x/%2e./a?b HTTP/1.1\r\nHost: SHOP:80\r\n\r\n").answer(), "1");
            for (String target : List.of("/a", "/a?B", "/A?b")) {
                assertThat(status(client.get(target).answer())).as(target).startsWith("ballast; fwd=uri-miss");
            }
            assertThat(status(client.say("GET /a?b HTTP/1.1\r\nHost: other\r\n\r\n").answer())).startsWith("ballast; fwd=uri-miss");
        }
    }

    @Test
    void what_is_too_old_is_validated_and_the_client_gets_all_of_it() throws Exception {
        String both = "ETag: \"v\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nCache-Control: max-age=0\r\n";
        try (Endpoint shop = numbering(head -> head.contains("if-none-match: \"v\"") ? "HTTP/1.1 304 Not Modified\r\nETag: \"v\"\r\nX: #\r\n\r\n" : ok(both));
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertForwarded(get(client), "1", "fwd=uri-miss; stored");
            Answer validated = get(client);
            assertForwarded(validated, "1", "fwd=stale; fwd-status=304");
            assertThat(validated.status()).isEqualTo(200);
            assertThat(validated.head()).contains("X: 2\r\n");
            assertThat(shop.requests.getLast()).contains("if-none-match: \"v\"\r\n", "if-modified-since: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
            Answer own = get(client, "If-None-Match: \"x\", W/\"v\"");
            assertThat(own.status()).as("the client's condition, judged by the cache").isEqualTo(304);
            assertThat(own.head()).contains("ETag: \"v\"\r\n").doesNotContain("Content-Length");
            assertForwarded(get(client, "If-None-Match: \"x\""), "1", "fwd=stale; fwd-status=304");
            assertThat(requests(proxy, "Validated")).isEqualTo(3);
        }
    }

    @Test
    void what_an_endpoint_has_replaced_is_passed_on_and_stored() throws Exception {
        AtomicInteger version = new AtomicInteger();
        try (Endpoint shop = numbering(head -> ok("ETag: \"" + version.incrementAndGet() + "\"\r\nCache-Control: no-cache\r\n"));
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertForwarded(get(client), "1", "fwd=uri-miss; stored");
            assertForwarded(get(client), "2", "fwd=stale; stored");
            assertThat(shop.requests.getLast()).contains("if-none-match: \"1\"");
            get(client);
            assertThat(shop.requests.getLast()).contains("if-none-match: \"2\"");
        }
    }

    @Test
    void a_client_that_has_it_already_is_told_so_by_the_cache() throws Exception {
        try (Endpoint shop = numbering(MINUTE + "ETag: \"v\"\r\nContent-Type: text/plain\r\n");
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            get(client);
            Answer known = get(client, "If-None-Match: \"v\"");
            assertThat(known.status()).isEqualTo(304);
            assertThat(known.head()).contains("ETag: \"v\"\r\n", "Age: ", "Cache-Status: ballast; hit").doesNotContain("Content-");
            assertHit(get(client, "If-None-Match: \"w\""), "1");
            assertThat(shop.requests).hasSize(1);
        }
    }

    @Test
    void a_request_may_want_an_answer_that_is_newer_or_none_from_an_endpoint() throws Exception {
        try (Endpoint shop = numbering(MINUTE);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            Answer none = get(client, "Cache-Control: only-if-cached");
            assertThat(none.status()).isEqualTo(504);
            assertThat(none.body()).isEqualTo("504 Gateway Timeout: NotCached\n");
            get(client);
            assertHit(get(client, "Cache-Control: only-if-cached"), "1");
            assertForwarded(get(client, "Cache-Control: no-cache"), "2", "fwd=request; stored");
            assertHit(get(client), "2");
            assertForwarded(get(client, "Cache-Control: no-store"), "3", "fwd=bypass");
            assertHit(get(client), "2");
            assertThat(requests(proxy, "Refused")).isEqualTo(1);
            assertThat(proxy.metric("ballast_failures_total", "NotCached")).isEqualTo(1);
        }
    }

    @Test
    void parts_and_bodies_pass_by() throws Exception {
        try (Endpoint shop = numbering(MINUTE);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertForwarded(get(client, "Range: bytes=0-0"), "1", "fwd=bypass");
            get(client);
            assertForwarded(get(client, "Range: bytes=0-0"), "3", "fwd=bypass");
            assertThat(requests(proxy, "Bypass")).isEqualTo(2);
        }
        try (Endpoint shop = Endpoint.patient("all");
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertThat(status(client.say("GET /a?b HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nxy").answer())).isEqualTo("ballast; fwd=bypass");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Cache-Control: max-age=60, private\r\n",
        "Cache-Control: max-age=60, no-store\r\n",
        "Cache-Control: max-age=60\r\nSet-Cookie: mine=1\r\n",
        "Cache-Control: max-age=60\r\nVary: *\r\n",
        "Cache-Control: no-cache\r\n",
        "ETag: \"says nothing about caching\"\r\n",
    })
    void an_answer_is_not_stored_that_does_not_say_that_others_may_have_it(String fields) throws Exception {
        try (Endpoint shop = numbering(fields);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertForwarded(get(client), "1", "fwd=uri-miss");
            assertForwarded(get(client), "2", "fwd=uri-miss");
            assertThat(answers(proxy, "Stored")).isZero();
            assertThat(proxy.metric("ballast_cache_answers_total")).isEqualTo(2);
        }
    }

    @Test
    void an_answer_for_somebody_is_for_others_only_if_it_says_so() throws Exception {
        String name = "Authorization: Basic eA==";
        try (Endpoint shop = numbering(head -> ok(head.contains("/public") ? "Cache-Control: public, max-age=60\r\n" : MINUTE));
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            assertForwarded(get(client, name), "1", "fwd=uri-miss");
            assertForwarded(get(client), "2", "fwd=uri-miss; stored");
            assertForwarded(get(client, name), "3", "fwd=bypass");
            assertHit(get(client), "2");
            client.say("GET /public HTTP/1.1\r\nHost: shop\r\n" + name + "\r\n\r\n").answer();
            assertHit(client.get("/public").answer(), "4");
            assertHit(client.say("GET /public HTTP/1.1\r\nHost: shop\r\n" + name + "\r\n\r\n").answer(), "4");
        }
    }

    @Test
    void a_lifetime_is_lent_to_answers_that_have_none_where_the_user_says_so() throws Exception {
        try (Endpoint shop = numbering("");
                Running proxy = new Running().install(cached(new CacheConfig(1 << 20, 1 << 10, 60_000), shop.port()));
                RawClient client = proxy.client("web")) {
            get(client);
            assertHit(get(client), "1");
        }
    }

    @Test
    void what_changes_something_drops_what_was_stored_for_it() throws Exception {
        try (Endpoint shop = numbering(head -> head.startsWith("DELETE") ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" : ok(MINUTE));
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            get(client);
            assertForwarded(asking(client, "POST", "Content-Length: 0"), "2", "fwd=method");
            assertForwarded(get(client), "3", "fwd=uri-miss; stored");
            assertThat(asking(client, "DELETE").status()).isEqualTo(500);
            assertHit(get(client), "3");
            assertThat(asking(client, "OPTIONS").status()).isEqualTo(200);
            assertHit(get(client), "3");
        }
    }

    @Test
    void what_was_asked_for_before_a_change_is_not_stored_after_it() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        try (Endpoint shop = numbering(head -> {
                    if (head.startsWith("GET") && asked.getCount() > 0) {
                        asked.countDown();
                        waitFor(changed);
                    }
                    return ok(MINUTE);
                });
                Running proxy = new Running().install(cached(shop));
                RawClient reader = proxy.client("web");
                RawClient writer = proxy.client("web")) {
            reader.get("/a?b");
            waitFor(asked);
            asking(writer, "PUT", "Content-Length: 0");
            changed.countDown();
            reader.answer();
            assertThat(status(get(reader))).isEqualTo("ballast; fwd=uri-miss; stored");
            assertThat(answers(proxy, "Superseded")).isEqualTo(1);
        }
    }

    @Test
    void a_long_answer_and_one_whose_end_nobody_can_tell_are_not_stored() throws Exception {
        String announced = "HTTP/1.1 200 OK\r\n" + MINUTE + "Content-Length: 2000\r\n\r\n" + "x".repeat(2000);
        String chunked = "HTTP/1.1 200 OK\r\n" + MINUTE + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + "x".repeat(2000) + "\r\n0\r\n\r\n";
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(announced);
                    talk.head();
                    talk.say(chunked);
                });
                Endpoint open = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\n" + MINUTE + "\r\nuntil the end");
                });
                Running proxy = new Running().install(cached(new CacheConfig(1 << 20, 1 << 10, 0), shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(status(get(client))).isEqualTo("ballast; fwd=uri-miss");
            client.get("/a?b").until("\r\n0\r\n\r\n");
            assertThat(answers(proxy, "TooLarge")).isEqualTo(2);
            proxy.install(cached(CACHE, open.port()));
            try (RawClient another = proxy.client("web")) {
                another.get("/a?b").until("until the end\r\n0\r\n\r\n");
                assertThat(answers(proxy, "Endless")).isEqualTo(1);
            }
            assertThat(answers(proxy, "Stored")).isZero();
        }
    }

    @Test
    void half_an_answer_is_not_stored() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    boolean first = asked.incrementAndGet() == 1;
                    talk.say("HTTP/1.1 200 OK\r\n" + MINUTE + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n" + (first ? "" : "0\r\n\r\n"));
                });
                Running proxy = new Running().install(cached(shop))) {
            try (RawClient client = proxy.client("web")) {
                client.get("/a?b").until("ab\r\n");
                await().untilAsserted(() -> assertThat(answers(proxy, "Incomplete")).isEqualTo(1));
            }
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/a?b").until("0\r\n\r\n")).contains("fwd=uri-miss; stored");
                assertHit(get(client), "ab");
            }
            assertThat(proxy.metric("ballast_cache_used_bytes")).isBetween(1.0, 4096.0);
        }
    }

    @Test
    void one_request_fetches_for_all_who_want_the_same() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        try (Endpoint shop = numbering(head -> {
                    waitFor(all);
                    return ok(MINUTE);
                });
                Running proxy = new Running().install(cached(shop))) {
            List<RawClient> clients = asking(proxy, 20);
            await().until(() -> proxy.metric("ballast_cache_waiting") == 19);
            all.countDown();
            List<String> said = new ArrayList<>();
            for (RawClient client : clients) {
                Answer answer = client.answer();
                assertThat(answer.body()).isEqualTo("1");
                said.add(status(answer));
                client.close();
            }
            assertThat(said).containsOnlyOnce("ballast; fwd=uri-miss; stored").contains("ballast; fwd=uri-miss; collapsed");
            assertThat(shop.requests).hasSize(1);
            assertThat(requests(proxy, "Joined")).isEqualTo(19);
        }
    }

    /** So many clients that have asked for the same. */
    private static List<RawClient> asking(Running proxy, int count) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(proxy.client("web").get("/a?b"));
        }
        return clients;
    }

    @Test
    void for_what_is_not_stored_nobody_waits_twice() throws Exception {
        Semaphore answers = new Semaphore(0);
        try (Endpoint shop = numbering(head -> {
                    answers.acquireUninterruptibly();
                    return ok("Cache-Control: private\r\n");
                });
                Running proxy = new Running().install(cached(shop))) {
            List<RawClient> clients = asking(proxy, 3);
            await().until(() -> proxy.metric("ballast_cache_waiting") == 2);
            answers.release();
            await().untilAsserted(() -> assertThat(shop.requests).as("the others go on, without waiting for each other").hasSize(3));
            clients.addAll(asking(proxy, 2));
            await().untilAsserted(() -> assertThat(shop.requests).as("and who comes later does not wait at all").hasSize(5));
            answers.release(4);
            for (RawClient client : clients) {
                assertThat(client.answer().status()).isEqualTo(200);
                client.close();
            }
        }
    }

    @Test
    void who_waits_for_a_client_that_leaves_goes_on_alone() throws Exception {
        Semaphore answers = new Semaphore(0);
        try (Endpoint shop = numbering(head -> {
                    answers.acquireUninterruptibly();
                    return ok(MINUTE);
                });
                Running proxy = new Running().install(cached(shop))) {
            RawClient leader = proxy.client("web").get("/a?b");
            await().until(() -> shop.requests.size() == 1);
            RawClient waiting = proxy.client("web").get("/a?b");
            await().until(() -> proxy.metric("ballast_cache_waiting") == 1);
            leader.close();
            await().until(() -> shop.requests.size() == 2);
            answers.release(2);
            assertThat(status(waiting.answer())).isEqualTo("ballast; fwd=uri-miss; stored");
            assertHit(get(waiting), waiting.get("/a?b").answer().body());
            waiting.close();
        } finally {
            answers.release(10);
        }
    }

    @Test
    void who_turns_out_to_want_another_variant_leads_or_waits_for_that() throws Exception {
        Semaphore answers = new Semaphore(0);
        try (Endpoint shop = numbering(head -> {
                    answers.acquireUninterruptibly();
                    return ok(MINUTE + "Vary: Tongue\r\n");
                });
                Running proxy = new Running().install(cached(shop))) {
            RawClient leader = proxy.client("web").get("/a?b");
            await().until(() -> shop.requests.size() == 1);
            List<RawClient> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(proxy.client("web").say("GET /a?b HTTP/1.1\r\nHost: shop\r\nTongue: x\r\n\r\n"));
            }
            await().until(() -> proxy.metric("ballast_cache_waiting") == 3);
            answers.release();
            assertThat(leader.answer().body()).isEqualTo("1");
            leader.close();
            await().until(() -> proxy.metric("ballast_cache_waiting") == 2);
            answers.release();
            for (RawClient other : others) {
                assertThat(other.answer().body()).isEqualTo("2");
                other.close();
            }
            assertThat(shop.requests).hasSize(2);
        }
    }

    @Test
    void an_old_answer_is_given_while_one_request_validates_it() throws Exception {
        Semaphore answers = new Semaphore(1);
        try (Endpoint shop = numbering(head -> {
                    answers.acquireUninterruptibly();
                    return ok("Cache-Control: max-age=0, stale-while-revalidate=60\r\n");
                });
                Running proxy = new Running().install(cached(shop));
                RawClient one = proxy.client("web");
                RawClient other = proxy.client("web")) {
            get(one);
            one.get("/a?b");
            await().until(() -> shop.requests.size() == 2);
            assertHit(get(other), "1");
            answers.release();
            assertThat(one.answer().body()).isEqualTo("2");
            assertThat(requests(proxy, "Stale")).isEqualTo(1);
        } finally {
            answers.release(10);
        }
    }

    @Test
    void an_old_answer_is_given_where_endpoints_fail_if_it_allows_that() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String failing = "HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nfail";
        try (Endpoint shop = numbering(head -> asked.incrementAndGet() == 1 ? ok("Cache-Control: max-age=0, stale-if-error=60\r\n") : failing);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            get(client);
            assertHit(get(client), "1");
            proxy.install(cached(CACHE, HttpIT.freePort()));
            assertHit(get(client), "1");
            assertThat(client.get("/other").answer().status()).isGreaterThanOrEqualTo(502);
            assertThat(requests(proxy, "Stale")).isEqualTo(2);
        }
    }

    @Test
    void a_long_answer_from_the_cache_goes_as_fast_as_its_client_takes_it() throws Exception {
        String body = "0123456789abcdef".repeat(512 << 10 >> 4);
        try (Endpoint shop = Endpoint.answering("HTTP/1.1 200 OK\r\n" + MINUTE + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                Running proxy = new Running().install(cached(new CacheConfig(4 << 20, 1 << 20, 0), shop.port()));
                RawClient client = proxy.client("web")) {
            get(client);
            for (int i = 0; i < 20; i++) {
                client.get("/a?b");
            }
            for (int i = 0; i < 20; i++) {
                assertHit(client.answer(), body);
            }
            try (RawHttp2 streams = new RawHttp2(proxy.port("web")).hello()) {
                streams.window(0, 1 << 20).get(1, "/a?b");
                int octets = 0;
                while (octets < 65_535) {
                    octets += streams.next(RawHttp2.DATA).payload().length;
                }
                streams.window(1, 1 << 20);
                while (!streams.next(RawHttp2.DATA).ends()) {
                    // Its window lets go what was held.
                }
                assertThat(streams.content(1)).isEqualTo(body);
            }
        }
    }

    @Test
    void what_is_stored_stays_while_its_route_is_as_it_was() throws Exception {
        try (Endpoint shop = numbering(MINUTE);
                Endpoint second = numbering(MINUTE);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            get(client);
            proxy.install(cached(shop));
            assertHit(get(client), "1");
            proxy.install(cached(second));
            assertHit(get(client), "1");
            proxy.install(cached(new CacheConfig(1 << 20, 128 << 10, 0), shop.port()));
            assertForwarded(get(client), "2", "fwd=uri-miss; stored");
            proxy.install(snapshot().http("web", "shop").backend("shop", shop.port()));
            assertThat(status(get(client))).isEqualTo("null");
            assertThat(proxy.telemetry.scrape()).doesNotContain("ballast_cache_requests");
        }
    }

    @Test
    void while_memory_is_short_nothing_is_stored() throws Exception {
        try (Endpoint shop = numbering(MINUTE);
                Running proxy = new Running().install(cached(shop));
                RawClient client = proxy.client("web")) {
            get(client);
            assertHit(get(client), "1");
            proxy.memory.use(81);
            await().until(() -> proxy.metric("ballast_cache_used_bytes") == 0);
            assertForwarded(get(client), "2", "fwd=uri-miss");
            assertThat(answers(proxy, "NoRoom")).isEqualTo(1);
            proxy.memory.use(10);
            await().until(() -> proxy.metric("ballast_memory_shortage") == 0);
            assertForwarded(get(client), "3", "fwd=uri-miss; stored");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
