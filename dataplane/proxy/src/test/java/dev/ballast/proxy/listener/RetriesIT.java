package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.RetryCondition;
import dev.ballast.contract.snapshot.BackendConfig.RetryConfig;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request is tried again, with what of its body, and when not. */
@ExtendWith(NoLeaks.class)
class RetriesIT {
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private static RetryConfig config(boolean nonIdempotent, int percent, int perSecond, long tryTimeout, int maxBody) {
        return new RetryConfig(RetryConfig.STANDARD.on(), nonIdempotent, 1, 2, percent, perSecond, tryTimeout, maxBody);
    }

    private static Snapshots shop(int attempts, RetryConfig retries, int... ports) {
        return snapshot().http("web", "shop").backend("shop", policy -> policy.withRetries(attempts, retries), ports);
    }

    /** Breaks the connection once all of a body of so many bytes has come, so often; then answers. */
    private Endpoint breaking(int length, int times) throws IOException {
        return Endpoint.of(talk -> {
            while (!talk.head().isEmpty()) {
                bodies.add(talk.octets(length));
                if (bodies.size() <= times) {
                    return;
                }
                talk.say(Endpoint.ok("done"));
            }
        });
    }

    private static String request(String method, String body) {
        return method + " /order HTTP/1.1\r\nHost: shop\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 1_000, 65_536})
    void a_body_is_sent_again_from_its_start(int length) throws Exception {
        String body = "x".repeat(length - 1) + "!";
        try (Endpoint endpoint = breaking(length, 2);
                Running proxy = new Running().install(shop(2, config(false, 100, 10, 0, 65_536), endpoint.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.say(request("PUT", body)).answer().body()).isEqualTo("done");
            assertThat(bodies).hasSize(3).containsOnly(body);
            assertThat(client.say(request("PUT", body)).answer().body()).isEqualTo("done");
            assertThat(endpoint.requests).hasSize(4);
        }
    }

    @Test
    void a_chunked_body_that_has_not_all_come_is_sent_again_and_goes_on() throws Exception {
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    talk.head();
                    bodies.add(talk.until("abc\r\n"));
                    if (bodies.size() > 1) {
                        bodies.add(talk.until("0\r\n\r\n"));
                        talk.say(Endpoint.ok("done"));
                    }
                });
                Running proxy = new Running().install(shop(1, config(false, 100, 10, 0, 65_536), endpoint.port()));
                RawClient client = proxy.client("web")) {
            client.say("PUT / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            await().until(() -> endpoint.connections() == 2);
            assertThat(client.say("2\r\nde\r\n0\r\n\r\n").answer().body()).isEqualTo("done");
            assertThat(bodies).containsExactly("3\r\nabc\r\n", "3\r\nabc\r\n", "2\r\nde\r\n0\r\n\r\n");
        }
    }

    /** Both break off; with the second one it has become known that they were told to go, and who is left. */
    @Test
    void a_request_outlives_endpoints_that_break_as_they_go_down() throws Exception {
        AtomicInteger broken = new AtomicInteger();
        CompletableFuture<Runnable> known = new CompletableFuture<>();
        Endpoint.Script breaks = talk -> {
            talk.head();
            if (broken.incrementAndGet() == 2) {
                known.join().run();
            }
        };
        try (Endpoint one = Endpoint.of(breaks);
                Endpoint other = Endpoint.of(breaks);
                Endpoint stays = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(Endpoint.ok("done"));
                });
                Running proxy = new Running().install(shop(1, RetryConfig.STANDARD, one.port(), other.port()));
                RawClient client = proxy.client("web")) {
            known.complete(() -> proxy.install(
                    shop(1, RetryConfig.STANDARD, one.port(), other.port(), stays.port()).terminating(one.port(), other.port())));
            client.say("GET / HTTP/1.1\r\nHost: shop\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("done");
            assertThat(broken).hasValue(2);
        }
    }

    @Test
    void a_body_that_is_too_large_is_not_kept() throws Exception {
        try (Endpoint endpoint = breaking(1_001, 1);
                Running proxy = new Running().install(shop(1, config(false, 100, 10, 0, 1_000), endpoint.port()));
                RawClient client = proxy.client("web")) {
            RawClient.Answer answer = client.say(request("PUT", "x".repeat(1_001))).answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("ResetBeforeResponse");
            assertThat(endpoint.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 502, 1", "true, 200, 2"})
    void what_is_not_idempotent_is_done_once_unless_the_user_allows_more(boolean allowed, int status, int sent) throws Exception {
        try (Endpoint endpoint = breaking(2, 1);
                Running proxy = new Running().install(shop(3, config(allowed, 100, 10, 0, 65_536), endpoint.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.say(request("POST", "hi")).answer().status()).isEqualTo(status);
            assertThat(endpoint.requests).hasSize(sent);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 200, fine", "POST, 504, TryTimeout"})
    void a_try_that_takes_too_long_is_given_up(String method, int status, String text) throws Exception {
        try (Endpoint silent = Endpoint.of(talk -> {
                    talk.head();
                    talk.in.readAllBytes();
                });
                Endpoint well = Endpoint.saying("fine");
                Running proxy = new Running().install(shop(1, config(false, 100, 10, 1_000, 65_536), silent.port(), well.port()))) {
            await().until(() -> {
                try (RawClient client = proxy.client("web")) {
                    int before = silent.requests.size();
                    RawClient.Answer answer = client.say(method + " / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n").answer();
                    if (silent.requests.size() == before) {
                        return false; // It went to the other one at once.
                    }
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.body()).contains(text);
                    return true;
                }
            });
            await().until(() -> silent.open() == 0);
        }
    }

    @Test
    void an_answer_that_has_begun_has_all_the_time_it_needs() throws Exception {
        try (Endpoint slow = Endpoint.of(talk -> {
                    if (talk.head().startsWith("POST /silent")) {
                        talk.in.readAllBytes();
                    }
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfi");
                    talk.until("ne");
                    talk.say("ne");
                });
                Running proxy = new Running().install(shop(1, config(false, 100, 10, 1_000, 65_536), slow.port()));
                RawClient client = proxy.client("web").say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\n");
                RawClient later = proxy.client("web")) {
            client.until("fi");
            assertThat(later.say("POST /silent HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n").answer().body())
                    .as("the time of the first one is over, too")
                    .contains("TryTimeout");
            client.say("ne");
            assertThat(client.octets(2)).isEqualTo("ne");
        }
    }

    @Test
    void nothing_is_tried_again_without_a_budget_but_connections_that_were_refused() throws Exception {
        try (Endpoint endpoint = Endpoint.of(Endpoint.Talk::head);
                Running proxy = new Running().install(shop(1, config(false, 0, 0, 0, 65_536), endpoint.port()))) {
            for (int i = 0; i < 5; i++) {
                try (RawClient client = proxy.client("web")) {
                    assertThat(client.get("/").answer().body()).contains("ResetBeforeResponse");
                }
            }
            assertThat(endpoint.requests).hasSize(5);
            assertThat(proxy.metric("ballast_retries_total")).isZero();
            assertThat(proxy.metric("ballast_retries_denied_total")).isEqualTo(5);
        }
        try (Endpoint well = Endpoint.saying("fine");
                Running proxy = new Running().install(shop(1, config(false, 0, 0, 0, 65_536), HttpIT.freePort(), well.port()))) {
            for (int i = 0; i < 4; i++) {
                try (RawClient client = proxy.client("web")) {
                    assertThat(client.get("/").answer().body()).isEqualTo("fine");
                }
            }
            assertThat(proxy.metric("ballast_retries_total")).isPositive();
            assertThat(proxy.metric("ballast_retries_denied_total")).isZero();
        }
    }

    @Test
    void a_client_that_leaves_while_it_is_waited_takes_nothing() throws Exception {
        RetryConfig slow = new RetryConfig(List.of(RetryCondition.ResetBeforeResponse), false, 3_600_000, 3_600_000, 100, 10, 0, 65_536);
        try (Endpoint endpoint = Endpoint.of(Endpoint.Talk::head);
                Running proxy = new Running().install(shop(1, slow, endpoint.port()))) {
            RawClient client = proxy.client("web").get("/");
            await().until(() -> proxy.metric("ballast_retries_total") == 1);
            client.close();
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(endpoint.requests).hasSize(1);
        }
    }
}
