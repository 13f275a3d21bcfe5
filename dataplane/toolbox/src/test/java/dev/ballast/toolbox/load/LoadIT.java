package dev.ballast.toolbox.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.ballast.toolbox.echo.EchoOptions;
import dev.ballast.toolbox.echo.EchoOptions.Answer;
import dev.ballast.toolbox.echo.EchoServer;
import dev.ballast.toolbox.load.LoadReport.FailureCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadIT {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void nothingStays() {
        threads.close();
    }

    @Test
    void aHundredRequestsOnFourConnections() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            LoadReport report = run(new Wanted(url(blue)).requests(100).connections(4));
            assertThat(report.requests()).isEqualTo(100);
            assertThat(report.succeeded()).isEqualTo(100);
            assertThat(report.failures()).isEmpty();
            assertThat(report.connectionsOpened()).isBetween(1L, 4L);
            assertThat(report.statuses()).containsOnlyKeys(200).containsEntry(200, 100L);
            assertThat(report.answeredBy()).containsEntry("blue", 100L);
            assertThat(report.latency().p50()).isPositive().isLessThanOrEqualTo(report.latency().max());
        }
    }

    @Test
    void bytesThatComeBackOverTcp() throws Exception {
        EchoOptions options = new EchoOptions(
                "blue", List.of(), List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), Answer.PLAIN, "/healthz", false, 1);
        try (EchoServer blue = EchoServer.start(options)) {
            LoadReport report = run(new Wanted("tcp://127.0.0.1:" + blue.tcpPorts().getFirst()).requests(100).connections(4));
            assertThat(report.succeeded()).as(report.text()).isEqualTo(100);
            assertThat(report.connectionsOpened()).isBetween(1L, 4L);
            assertThat(report.statuses()).as("TCP has none").isEmpty();
        }
    }

    @Test
    void theReportHasAHistogram() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            LoadReport report = run(new Wanted(url(blue) + "?delay=30ms").requests(10));
            assertThat(report.histogram().stream().mapToLong(LoadReport.Bucket::count).sum()).isEqualTo(10);
            assertThat(report.histogram()).as("none took less").noneMatch(bucket -> bucket.upToMillis() <= 25);
            assertThat(report.text()).containsPattern("up to +[0-9]+ ms +[0-9]+ #+");
        }
    }

    @Test
    void targetsAreCalledInTurn() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"));
                EchoServer green = EchoServer.start(EchoOptions.loopback("green"))) {
            LoadReport report = run(new Wanted(url(blue), url(green)).requests(20));
            assertThat(report.answeredBy()).containsEntry("blue", 10L).containsEntry("green", 10L);
        }
    }

    @Test
    void aConnectionForEachRequest() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            LoadReport report = run(new Wanted(url(blue)).requests(30).eachOnItsOwnConnection());
            assertThat(report.connectionsOpened()).isEqualTo(30);
            assertThat(report.failed()).isZero();
        }
    }

    @Test
    void aFixedRateBeginsAsManyAsAreDueAndCountsLatencyFromThen() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            String slow = url(blue) + "?delay=50ms";
            LoadReport report = run(new Wanted(slow).rate(100).duration(Duration.ofMillis(500)).connections(1));
            assertThat(report.requests()).isEqualTo(50);
            assertThat(report.latency().max())
                    .as("one connection at 20/s falls behind 100/s: the last request waited for those before it, about 2 s")
                    .isGreaterThan(1_000);
        }
    }

    @Test
    void badStatusesAreFailuresAndSoAreOtherHeaders() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            LoadReport broken = run(new Wanted(url(blue) + "?status=503").requests(7));
            assertThat(broken.failures()).extracting(FailureCount::reason, FailureCount::count).containsExactly(tuple("Status 503", 7L));
            assertThat(broken.failures().getFirst().examples()).hasSize(5);
            assertThat(broken.failures().getFirst().examples().getFirst().detail()).as("the first line of its text").isEqualTo("answered by blue: I am blue");
            LoadReport old = run(new Wanted(url(blue)).requests(3).expect("Echo-Name", "green"));
            assertThat(old.failures().getFirst().reason()).isEqualTo("UnexpectedHeader");
            assertThat(old.failures().getFirst().examples().getFirst().detail()).isEqualTo("Echo-Name is blue, expected green");
            assertThat(run(new Wanted(url(blue)).requests(3).expect("echo-name", "blue")).failed()).isZero();
        }
    }

    @Test
    void nobodyThereIsAConnectFailure() throws Exception {
        int port;
        try (ServerSocket socket = listen()) {
            port = socket.getLocalPort();
        }
        LoadReport report = run(new Wanted("http://127.0.0.1:" + port + "/").requests(3));
        assertThat(report.failures()).extracting(FailureCount::reason).containsExactly("ConnectFailure");
        assertThat(report.failed()).isEqualTo(3);
    }

    @Test
    void eachWayAnAnswerCanFailHasItsWord() throws Exception {
        assertThat(reasonFor("")).isEqualTo("ResetBeforeResponse");
        assertThat(reasonFor("HTTP/1.1 200 OK\r\nContent-Le")).isEqualTo("ResetDuringResponse");
        assertThat(reasonFor("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")).isEqualTo("ResetDuringResponse");
        assertThat(reasonFor("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")).isEqualTo("ResetDuringResponse");
        assertThat(reasonFor("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n1234567\r\n0\r\n\r\n")).isEqualTo("InvalidResponse");
        assertThat(reasonFor("+OK hello\r\n\r\n")).isEqualTo("InvalidResponse");
        assertThat(reasonFor("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")).isEqualTo("Status 500");
    }

    @Test
    void theBodiesThatAnAnswerCanHaveAreReadToTheirEnd() throws Exception {
        assertThat(reasonFor("HTTP/1.1 200 OK\r\n\r\nuntil the end")).isEqualTo("none");
        assertThat(reasonFor("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")).isEqualTo("none");
        assertThat(reasonFor("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n")).isEqualTo("none");
        assertThat(reasonFor("HTTP/1.1 204 Nothing\r\n\r\n")).isEqualTo("none");
    }

    @Test
    void aSilentServerIsATimeout() throws Exception {
        try (ServerSocket silent = listen()) {
            LoadReport report = run(new Wanted("http://127.0.0.1:" + silent.getLocalPort() + "/").requests(1).timeout(Duration.ofMillis(100)));
            assertThat(report.failures()).extracting(FailureCount::reason).containsExactly("ResponseTimeout");
        }
    }

    @Test
    void aConnectionThatWasClosedWhileIdleIsAFailureUnlessItMayBeReplaced() throws Exception {
        try (ServerSocket server = listen()) {
            threads.submit(() -> answerOnceThenClose(server));
            // 20/s: the server's end of a connection has come long before its next request.
            Wanted wanted = new Wanted("http://127.0.0.1:" + server.getLocalPort() + "/").requests(5).connections(1).rate(20);
            LoadReport honest = run(wanted);
            assertThat(honest.failures()).extracting(FailureCount::reason).containsExactly("StaleConnection");
            assertThat(honest.failed()).isEqualTo(2);
            LoadReport replaced = run(wanted.replacingStale());
            assertThat(replaced.failed()).isZero();
            assertThat(replaced.staleReplaced()).isEqualTo(4);
        }
    }

    @Test
    void httpsIsTrustedOnlyWhenToldSo(@TempDir Path directory) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(SelfSigned.in(directory)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        try {
            Wanted wanted = new Wanted("https://localhost:" + server.getAddress().getPort() + "/").requests(10).connections(1);
            assertThat(run(wanted).failures()).extracting(FailureCount::reason, FailureCount::count).containsExactly(tuple("TlsFailure", 10L));
            assertThat(SelfSigned.believed(directory, wanted).failed()).isZero();
            Wanted byAnotherName = new Wanted("https://127.0.0.1:" + server.getAddress().getPort() + "/").requests(10).connections(1);
            assertThat(SelfSigned.believed(directory, byAnotherName).failures()).extracting(FailureCount::reason).as("another name").containsExactly("TlsFailure");
            LoadReport trusting = run(wanted.trustingAny().replacingStale());
            assertThat(trusting.succeeded()).isEqualTo(10);
            assertThat(trusting.connectionsOpened()).isEqualTo(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void stoppedItBeginsNoMore() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            Load load = new Load(new Wanted(url(blue)).duration(Duration.ofHours(1)).rate(1).options());
            load.stop();
            assertThat(load.run(Duration.ofSeconds(1), line -> {}).requests()).isZero();
        }
    }

    @Test
    void whatCannotBeCalledIsRefusedByName() {
        assertThatThrownBy(() -> new Load(new Wanted("ftp://x/").options())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("ftp://x/");
    }

    /** The word for what one request came to against a server that sends these bytes and closes. */
    private String reasonFor(String answer) throws Exception {
        try (ServerSocket server = listen()) {
            threads.submit(() -> {
                try (Socket socket = server.accept()) {
                    readHead(socket);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
                return null;
            });
            LoadReport report = run(new Wanted("http://127.0.0.1:" + server.getLocalPort() + "/").requests(1));
            assertThat(report.requests()).isEqualTo(1);
            return report.failures().isEmpty() ? "none" : report.failures().getFirst().reason();
        }
    }

    private static void answerOnceThenClose(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                readHead(socket);
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) socket.getInputStream().read());
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String url(EchoServer server) {
        return "http://127.0.0.1:" + server.httpPorts().getFirst() + "/";
    }

    private static LoadReport run(Wanted wanted) throws InterruptedException {
        return wanted.run();
    }
}
