package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page in a browser, which talks by WebSocket, hears an event stream, and uploads: over HTTP/1.1, and over HTTP/2 where there is TLS. */
@ExtendWith(NoLeaks.class)
class BrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** It ends by telling, in one line, what came of everything. The second event comes only once the page has said that it had the first. */
    private static final String PAGE = """
            <!doctype html><title>shop</title><link rel=icon href=data:,>
            <script>
            const chat = new Promise((done, broken) => {
              const socket = new WebSocket(location.origin.replace('http', 'ws') + '/chat');
              const heard = [];
              socket.onopen = () => socket.send('hello');
              socket.onerror = () => broken('the WebSocket broke');
              socket.onmessage = message => {
                heard.push(message.data.length > 9 ? message.data.length : message.data);
                if (heard.length < 2) socket.send('x'.repeat(1 << 20)); else socket.close(1000, 'done');
              };
              socket.onclose = end => done(['chat', ...heard, end.code, end.wasClean].join(' '));
            });
            const events = new Promise(done => {
              const source = new EventSource('/events');
              const heard = [];
              source.onmessage = event => {
                heard.push(event.lastEventId + event.data);
                if (heard.length == 1) fetch('/heard');
                if (heard.length == 5) { source.close(); done(['events', ...heard].join(' ')); }
              };
            });
            const upload = fetch('/upload', {method: 'POST', body: new Uint8Array(1 << 20)}).then(async answer => 'upload ' + answer.status + ' ' + await answer.text());
            const protocol = performance.getEntriesByType('navigation')[0].nextHopProtocol;
            Promise.all([chat, events, upload]).then(all => all.join(', '), wrong => wrong).then(words => fetch('/told', {method: 'POST', body: protocol + ': ' + words}));
            </script>
            """;

    @TempDir
    private Path work;

    private final CountDownLatch heard = new CountDownLatch(1);
    private final CompletableFuture<String> told = new CompletableFuture<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_page_talks_hears_and_uploads(boolean secure) throws Exception {
        Tool chromium = Tool.browser(work);
        try (Endpoint shop = Endpoint.of(this::serve);
                Running proxy = new Running().install(snapshot()
                        .http("plain", "shop")
                        .https("secure", "shop", "1.2", "shop")
                        .backend("shop", shop.port())
                        .certificate(TestCertificates.certificate("shop", "localhost")))) {
            String url = secure ? "https://localhost:" + proxy.port("secure") : "http://127.0.0.1:" + proxy.port("plain");
            Process browser = chromium.start(options(url));
            try {
                assertThat(told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo((secure ? "h2" : "http/1.1") + ": chat hello 1048576 1000 true, events 1one 2two 3three 4four 5five, upload 200 1048576");
            } finally {
                end(browser);
            }
            assertThat(shop.requests).as("the stream that ended was asked for again, from where it ended").anyMatch(head -> head.startsWith("GET /events ")
                    && "3".equals(RawClient.field(head, "Last-Event-ID")));
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    /** Nothing but the page is asked for, of nobody else. */
    private List<String> options(String url) {
        return List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "--ignore-certificate-errors",
                "--user-data-dir=" + work.resolve("profile"),
                url + "/");
    }

    /** With all its processes, so that its profile can be removed. */
    private static void end(Process browser) throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(browser.descendants().toList());
        browser.destroy();
        all.forEach(ProcessHandle::destroy);
        browser.waitFor();
        all.forEach(process -> process.onExit().join());
    }

    private void serve(Endpoint.Talk talk) throws IOException {
        for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
            switch (head.split(" ", 3)[1]) {
                case "/" -> talk.say("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + PAGE.length() + "\r\n\r\n" + PAGE);
                case "/chat" -> {
                    WebSocketEndpoint.serve(talk, head);
                    return;
                }
                case "/events" -> events(talk, head);
                case "/heard" -> {
                    heard.countDown();
                    talk.say(Endpoint.ok(""));
                }
                case "/upload" -> talk.say(Endpoint.ok(String.valueOf(body(talk, head).length())));
                case "/told" -> {
                    told.complete(body(talk, head));
                    talk.say(Endpoint.ok(""));
                }
                default -> talk.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            }
        }
    }

    private static String body(Endpoint.Talk talk, String head) throws IOException {
        return talk.octets(Integer.parseInt(String.valueOf(RawClient.field(head, "Content-Length"))));
    }

    private void events(Endpoint.Talk talk, String head) throws IOException {
        talk.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        if (RawClient.field(head, "Last-Event-ID") == null) {
            event(talk, 1, "one");
            passed(heard);
            event(talk, 2, "two");
            event(talk, 3, "three");
        } else {
            event(talk, 4, "four");
            event(talk, 5, "five");
        }
        talk.say("0\r\n\r\n");
    }

    private static void event(Endpoint.Talk talk, int number, String data) throws IOException {
        String event = "retry: 10\nid: " + number + "\ndata: " + data + "\n\n";
        talk.say(Integer.toHexString(event.getBytes(StandardCharsets.ISO_8859_1).length) + "\r\n" + event + "\r\n");
    }

    private static void passed(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }
}
