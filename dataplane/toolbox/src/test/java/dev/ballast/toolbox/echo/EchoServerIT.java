package dev.ballast.toolbox.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.toolbox.echo.EchoOptions.Answer;
import dev.ballast.toolbox.echo.EchoOptions.Header;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EchoServerIT {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private EchoServer server = start(EchoOptions.loopback("blue"));

    @AfterEach
    void nothingStays() {
        server.close();
        client.close();
        assertThat(server.connections()).isZero();
    }

    @Test
    void saysWhoItIsAndWhatItGot() throws Exception {
        HttpResponse<String> answer = get("/shop?colour=red");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("echo-name")).contains("blue");
        assertThat(answer.body()).startsWith("I am blue\nGET /shop?colour=red HTTP/1.1\n").contains("Host: ");
    }

    @Test
    void manyRequestsUseOneConnection() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(get("/" + i).body()).contains("GET /" + i + " ");
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void countsAndSumsABodyOfKnownAndOfUnknownLength() throws Exception {
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        CRC32 sum = new CRC32();
        sum.update(body);
        HttpRequest.BodyPublisher known = BodyPublishers.ofByteArray(body);
        HttpRequest.BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body));
        for (HttpRequest.BodyPublisher publisher : List.of(known, chunked)) {
            HttpResponse<String> answer = client.send(request("/").POST(publisher).build(), BodyHandlers.ofString());
            assertThat(answer.headers().firstValueAsLong("echo-received")).hasValue(body.length);
            assertThat(answer.headers().firstValue("echo-crc32")).contains("%08x".formatted(sum.getValue()));
        }
    }

    @Test
    void answersAsTheQueryAsks() throws Exception {
        HttpResponse<String> answer = get("/?status=503&bytes=200000");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).hasSize(200_000);
    }

    @Test
    void whatIsAskedForWronglyIsNamed() throws Exception {
        assertThat(get("/?status=99").statusCode()).isEqualTo(400);
        assertThat(get("/?status=99").body()).isEqualTo("status 99: expected 200 to 599\n");
        assertThat(get("/?bytes=many").body()).isEqualTo("bytes many: expected 0 to 1073741824\n");
        assertThat(get("/?delay=soon").body()).contains("\"soon\" is not a duration");
    }

    @Test
    void answersAsItWasTold() throws Exception {
        restart(EchoOptions.loopback("green").withAnswer(new Answer(201, Duration.ZERO, 2, "not said", List.of(Header.of("Colour: green")))));
        HttpResponse<String> answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("xx");
        assertThat(answer.headers().firstValue("colour")).contains("green");
        restart(EchoOptions.loopback("green").withAnswer(new Answer(200, Duration.ZERO, -1, "Server A", List.of())));
        assertThat(get("/").body()).isEqualTo("Server A\n");
    }

    @Test
    void aWebSocketGetsItsMessagesBackAndClosesAsAsked() throws Exception {
        Messages heard = new Messages();
        WebSocket socket = client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + httpPort() + "/?delay=20ms"), heard).get();
        socket.sendText("hello", true).get();
        assertThat(heard.texts.take()).isEqualTo("hello");
        socket.sendText("x".repeat(100_000), true).get();
        assertThat(heard.texts.take()).hasSize(100_000);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        assertThat(heard.closed.get()).isEqualTo(WebSocket.NORMAL_CLOSURE);

        Messages cut = new Messages();
        client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + httpPort() + "/?close=1011"), cut).get().sendText("hello", true).get();
        assertThat(cut.closed.get()).isEqualTo(1011);
    }

    /** What a WebSocket hears. */
    private static final class Messages implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                texts.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    @Test
    void answersToHeadHaveNoBody() throws Exception {
        HttpResponse<String> answer = client.send(request("/?bytes=7").HEAD().build(), BodyHandlers.ofString());
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(7);
        assertThat(get("/after").body()).contains("GET /after");
    }

    @Test
    void answersKeepTheOrderOfPipelinedRequests() throws Exception {
        try (Socket socket = connect(httpPort())) {
            socket.getOutputStream()
                    .write("GET /1?delay=100ms HTTP/1.1\r\nHost: x\r\n\r\nGET /2?bytes=1 HTTP/1.1\r\nHost: x\r\n\r\nGET /3?delay=50ms HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers.replaceAll("(?s)HTTP/1.1 200 OK.*?\r\n\r\n", "#"))
                    .matches("(?s)#I am blue\nGET /1.*\n#x#I am blue\nGET /3.*");
        }
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        try (Socket socket = connect(httpPort())) {
            socket.getOutputStream().write("hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void toldToGoItEndsWhatItHasAndClosesWhatIsIdle() throws Exception {
        get("/idle");
        CompletableFuture<HttpResponse<String>> slow =
                client.sendAsync(request("/slow?delay=300ms").build(), BodyHandlers.ofString());
        try (Socket half = connect(httpPort())) {
            half.getOutputStream().write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> server.connections() >= 2);
            int port = httpPort();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var cut = executor.submit(() -> server.drain(Duration.ofSeconds(20)));
                await().untilAsserted(() -> assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class));
                half.getOutputStream().write('2');
                assertThat(new String(half.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200")
                        .containsIgnoringCase("connection: close");
                assertThat(slow.get().statusCode()).isEqualTo(200);
                assertThat(cut.get()).isZero();
            }
        }
    }

    @Test
    void afterTheGraceItCutsAndSaysHowMany() throws Exception {
        try (Socket half = connect(httpPort())) {
            half.getOutputStream().write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            half.getOutputStream().flush();
            // The answer to another request, on the same event loop, shows that the server has seen the first.
            await().until(() -> server.connections() == 1);
            get("/");
            assertThat(server.drain(Duration.ofMillis(50))).isEqualTo(1);
        }
    }

    @Test
    void theHealthPathSaysWhenItIsToldToGo() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        server.announce();
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/work").statusCode()).isEqualTo(200);
    }

    @Test
    void sendsTcpBackAlsoToAClientThatEndsFirstAndReadsLate() throws Exception {
        restart(EchoOptions.loopback("blue").withTcp());
        byte[] sent = new byte[8_000_000];
        new Random(2).nextBytes(sent);
        try (Socket socket = connect(server.tcpPorts().getFirst());
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var writer = executor.submit(() -> {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
                return null;
            });
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(5), StandardCharsets.US_ASCII)).isEqualTo("blue\n");
            assertThat(in.readAllBytes()).isEqualTo(sent);
            writer.get();
        }
    }

    @Test
    void aTakenPortIsRefusedByName() {
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort());
        EchoOptions same = new EchoOptions("red", List.of(taken), List.of(), Answer.PLAIN, "/healthz", false, 1);
        assertThatThrownBy(() -> EchoServer.start(same)).isInstanceOf(IOException.class).hasMessageContaining(":" + httpPort());
    }

    private static EchoServer start(EchoOptions options) {
        try {
            return EchoServer.start(options);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restart(EchoOptions options) {
        server.close();
        server = start(options);
    }

    private int httpPort() {
        return server.httpPorts().getFirst();
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }
}
