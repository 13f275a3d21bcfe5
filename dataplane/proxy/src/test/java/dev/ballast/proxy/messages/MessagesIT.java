package dev.ballast.proxy.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.listener.Running;
import dev.ballast.proxy.listener.Snapshots;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Malformed and ambiguous messages from a socket to a socket: none is passed on that anybody could read in two ways. */
class MessagesIT {
    private static final int PATIENCE_MILLIS = 15_000;

    @Test
    void there_are_many_of_them() throws Exception {
        assertThat(Case.requests()).hasSizeGreaterThan(250).doesNotHaveDuplicates();
        assertThat(Case.answers()).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void a_request_is_refused_or_seen_as_one_by_every_endpoint() throws Exception {
        SoftAssertions all = new SoftAssertions();
        try (Running proxy = new Running()) {
            for (Case request : Case.requests()) {
                try (Recorder endpoint = new Recorder()) {
                    serve(proxy, endpoint);
                    double before = refused(proxy, request, "client");
                    Outcome outcome = Outcome.ofRequest(request, proxy.port("web"), endpoint, PATIENCE_MILLIS);
                    all.assertThat(outcome.words).as(request.toString()).isEqualTo(words(request).replace("incomplete", "closes"));
                    if (!word(request).isEmpty()) {
                        all.assertThat(outcome.dialogue.answers.getLast().body()).as(request.toString()).contains(": " + word(request) + ": ");
                        all.assertThat(refused(proxy, request, "client") - before).as(request.toString()).isEqualTo(1);
                    }
                }
            }
        }
        all.assertAll();
    }

    @Test
    void an_answer_is_refused_or_seen_as_one_by_the_client() throws Exception {
        SoftAssertions all = new SoftAssertions();
        try (Running proxy = new Running()) {
            for (Case answer : Case.answers()) {
                try (Recorder endpoint = new Recorder()) {
                    serve(proxy, endpoint);
                    double before = refused(proxy, answer, "endpoint");
                    Outcome outcome = Outcome.ofAnswer(answer, proxy.port("web"), endpoint, PATIENCE_MILLIS);
                    all.assertThat(outcome.words).as(answer.toString()).isEqualTo(words(answer));
                    if (!word(answer).isEmpty()) {
                        all.assertThat(outcome.dialogue.answers.getFirst().body()).as(answer.toString()).isEqualTo("502 Bad Gateway: InvalidResponse\n");
                        all.assertThat(refused(proxy, answer, "endpoint") - before).as(answer.toString()).isEqualTo(1);
                    }
                }
            }
        }
        all.assertAll();
    }

    /** What ends before its end is never passed on as if it were whole, wherever it ends. */
    @Test
    void a_request_that_ends_early_is_never_a_request() throws Exception {
        List<String> whole = List.of(
                "GET /a?b HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: shop\r\nContent-Length: 12\r\n\r\nGET / HTTP/1",
                "POST /a HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\nb;x=y\r\nhello world\r\n2\r\n\r\n\r\n0\r\nX: a\r\n\r\n");
        try (Running proxy = new Running()) {
            for (String request : whole) {
                for (int length = 0; length < request.length(); length++) {
                    try (Recorder endpoint = new Recorder()) {
                        serve(proxy, endpoint);
                        Case cut = new Case("early", request.substring(0, length), "incomplete", escaped(request.substring(0, length)));
                        assertThat(Outcome.ofRequest(cut, proxy.port("web"), endpoint, PATIENCE_MILLIS).words)
                                .as(cut.written())
                                .isEqualTo("closes");
                    }
                }
            }
        }
    }

    @Test
    void an_answer_that_ends_early_is_never_an_answer() throws Exception {
        List<String> whole = List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nHTTP/1.1 200",
                "HTTP/1.1 103 Early\r\nX: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb;x=y\r\nhello world\r\n2\r\n\r\n\r\n0\r\nX: a\r\n\r\n");
        try (Running proxy = new Running()) {
            for (String answer : whole) {
                for (int length = 0; length < answer.length(); length++) {
                    try (Recorder endpoint = new Recorder()) {
                        serve(proxy, endpoint);
                        Case cut = new Case("early", answer.substring(0, length), "", escaped(answer.substring(0, length)) + "✂");
                        assertThat(Outcome.ofAnswer(cut, proxy.port("web"), endpoint, PATIENCE_MILLIS).words)
                                .as(cut.written())
                                .isIn("502", "cut");
                    }
                }
            }
        }
    }

    private static String escaped(String octets) {
        return octets.replace("\r", "\\r").replace("\n", "\\n");
    }

    private static void serve(Running proxy, Recorder endpoint) {
        proxy.install(Snapshots.snapshot().http("web", "shop").backend("shop", endpoint.port()));
    }

    private static double refused(Running proxy, Case each, String side) {
        return proxy.metric("ballast_messages_refused_total", "\"" + word(each) + "\"", "\"" + side + "\"");
    }

    /** The word of the flaw, if there is one. */
    private static String word(Case each) {
        String last = each.expected().substring(each.expected().lastIndexOf(' ') + 1);
        return Character.isUpperCase(last.charAt(0)) ? last : "";
    }

    private static String words(Case each) {
        return each.expected().substring(0, each.expected().length() - word(each).length()).strip();
    }
}
