package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.MirrorConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.proxy.http2.RawHttp2;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Copies of requests, and what clients see of them: nothing. */
@ExtendWith(NoLeaks.class)
class MirrorIT {
    private static final HeaderChangesConfig TAGGED = new HeaderChangesConfig(List.of(), List.of(), List.of(new HeaderConfig("Tag", "new")));

    private static Snapshots mirroring(int percent, int shop, int shadow) {
        return mirroring(shop, policy -> policy, shadow, percent);
    }

    private static Snapshots mirroring(int shop, UnaryOperator<PolicyConfig> policy, int shadow, int percent) {
        FiltersConfig filters = new FiltersConfig(TAGGED, null, null, null, new MirrorConfig("shadow", percent), null);
        return snapshot()
                .routed("web", null, new RouteConfig("all", List.of(MatchConfig.prefix("/")), filters, List.of(new ShareConfig("shop", 1)), 0))
                .backend("shop", shop)
                .backend("shadow", policy, shadow);
    }

    private static void awaitCopies(Running proxy, String outcome, int count) {
        await().untilAsserted(() ->
                assertThat(proxy.metric("ballast_mirrored_requests_total", "outcome=\"" + outcome + "\"")).isEqualTo(count));
    }

    /** Takes whole requests with their bodies, as one text each. */
    private static Endpoint recording(BlockingQueue<String> taken, int bodyOctets) throws Exception {
        return Endpoint.of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                String body = head.contains("Content-Length") ? talk.octets(bodyOctets) : head.contains("chunked") ? talk.until("0\r\n\r\n") : "";
                taken.add(head + body);
                talk.say(Endpoint.ok("thrown away"));
            }
        });
    }

    @Test
    void a_copy_has_everything_that_the_endpoint_gets_and_its_answer_reaches_nobody() throws Exception {
        BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        BlockingQueue<String> copied = new LinkedBlockingQueue<>();
        try (Endpoint shop = recording(sent, 5);
                Endpoint shadow = recording(copied, 5);
                Running proxy = new Running().install(mirroring(100, shop.port(), shadow.port()));
                RawClient client = proxy.client("web")) {
            for (String request : List.of(
                    "GET /a?b=c HTTP/1.1\r\nHost: shop\r\nAccept: */*\r\n\r\n",
                    "POST /up HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello",
                    "POST /up HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")) {
                assertThat(client.say(request).answer().status()).isEqualTo(200);
                String original = sent.poll(10, TimeUnit.SECONDS);
                assertThat(copied.poll(10, TimeUnit.SECONDS)).isEqualTo(original).contains("Tag: new\r\n");
            }
            awaitCopies(proxy, "Answered", 3);
            assertThat(proxy.metric("ballast_requests_total", "backend=\"shop\"", "status=\"2xx\"")).isEqualTo(3);
            assertThat(proxy.metric("ballast_requests_total", "backend=\"shadow\"")).as("no client's").isZero();
        }
    }

    @Test
    void a_copy_goes_over_http2_where_its_endpoint_speaks_that() throws Exception {
        try (Endpoint shop = Endpoint.patient("shop");
                Endpoint shadow = Http2Endpoint.of(talk -> {
                    int stream = talk.next(RawHttp2.HEADERS).stream();
                    talk.headers(stream, false, ":status", "200").data(stream, true, "thrown away");
                    talk.next(RawHttp2.HEADERS);
                });
                Running proxy = new Running().install(mirroring(shop.port(), policy -> policy.over(Protocol.HTTP2), shadow.port(), 100));
                RawClient client = proxy.client("web")) {
            assertThat(client.say("POST /up HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello").answer().body()).isEqualTo("shop");
            awaitCopies(proxy, "Answered", 1);
        }
    }

    @Test
    void who_never_answers_a_copy_or_is_not_there_holds_up_nobody() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        CountDownLatch over = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.saying("shop");
                Endpoint silent = Endpoint.of(talk -> {
                    talk.head();
                    asked.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                });
                Running proxy = new Running().install(mirroring(100, shop.port(), silent.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("shop");
            }
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            proxy.install(mirroring(100, shop.port(), HttpIT.freePort()));
            assertThat(client.get("/").answer().body()).isEqualTo("shop");
            awaitCopies(proxy, "Failed", 1);
            assertThat(proxy.metric("ballast_failures_total")).as("no client's").isZero();
        } finally {
            over.countDown();
        }
    }

    @Test
    void none_is_sent_of_a_body_that_is_too_long_to_be_held() throws Exception {
        int octets = 65_537;
        try (Endpoint shop = Endpoint.patient("shop");
                Endpoint shadow = Endpoint.patient("thrown away");
                Running proxy = new Running().install(mirroring(100, shop.port(), shadow.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: " + octets + "\r\n\r\n" + "x".repeat(octets));
            assertThat(client.answer().body()).isEqualTo("shop");
            awaitCopies(proxy, "BodyTooLong", 1);
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 65536\r\n\r\n" + "x".repeat(65_536));
            assertThat(client.answer().body()).isEqualTo("shop");
            awaitCopies(proxy, "Answered", 1);
            assertThat(shadow.requests).hasSize(1);
        }
    }

    @Test
    void a_request_that_breaks_off_is_not_copied() throws Exception {
        try (Endpoint shop = Endpoint.patient("shop");
                Endpoint shadow = Endpoint.patient("thrown away");
                Running proxy = new Running().install(mirroring(100, shop.port(), shadow.port()))) {
            try (RawClient client = proxy.client("web")) {
                client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhel");
                await().until(() -> !shop.requests.isEmpty());
            }
            awaitCopies(proxy, "Incomplete", 1);
            assertThat(shadow.connections()).isZero();
        }
    }

    @Test
    void as_many_are_copied_as_the_percentage_says() throws Exception {
        try (Endpoint shop = Endpoint.saying("shop");
                Endpoint shadow = Endpoint.saying("thrown away");
                Running proxy = new Running().install(mirroring(30, shop.port(), shadow.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.get("/").answer().status()).isEqualTo(200);
            }
            // Chance decides: 14.5 is the standard deviation.
            await().untilAsserted(() -> assertThat(proxy.metric("ballast_mirrored_requests_total")).isBetween(200.0, 400.0));
        }
    }
}
