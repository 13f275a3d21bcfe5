package dev.ballast.toolbox.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ballast.toolbox.echo.EchoOptions;
import dev.ballast.toolbox.echo.EchoServer;
import dev.ballast.toolbox.load.Http2Server.Call;
import dev.ballast.toolbox.load.LoadReport.FailureCount;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ballast load --http2}. */
@Timeout(60)
class LoadHttp2IT {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void nothingStays() {
        threads.close();
    }

    @Test
    void requestsAreUnderWayAtOnceOnEachConnection() throws Exception {
        List<Call> waiting = new ArrayList<>();
        try (Http2Server server = new Http2Server(call -> {
            waiting.add(call);
            if (waiting.size() == 10) {
                waiting.forEach(one -> one.answer(200));
                waiting.clear();
            }
        })) {
            LoadReport report = to(server).connections(2).http2Streams(5).requests(100).run();
            assertThat(report.succeeded()).as(report.text()).isEqualTo(100);
            assertThat(report.connectionsOpened()).isEqualTo(2);
        }
    }

    @Test
    void aRequestIsWhatItWasAskedToBe() throws Exception {
        Set<String> heard = new HashSet<>();
        try (Http2Server server = new Http2Server(call -> {
            heard.add(call.head().method() + " " + call.head().scheme() + "://" + call.head().authority() + call.head().path() + " " + call.head().get("colour")
                    + " " + call.bodyBytes());
            call.answer(204);
        })) {
            Wanted wanted = new Wanted("http://" + server.authority() + "/shop?a=b").http2Streams(2).requests(20);
            LoadReport report = wanted.header("Colour", "red").header("Host", "shop.example").bodyBytes(100_000).run();
            assertThat(report.statuses()).as(report.text()).containsOnlyKeys(204);
            assertThat(heard).containsExactly("GET http://shop.example/shop?a=b red 100000");
        }
    }

    @Test
    void theEchoServerAnswersOnStreamsAsElsewhere() throws Exception {
        try (EchoServer blue = EchoServer.start(EchoOptions.loopback("blue"))) {
            String url = "http://127.0.0.1:" + blue.httpPorts().getFirst() + "/";
            LoadReport report = new Wanted(url + "?delay=20ms&bytes=100000").connections(2).http2Streams(5).requests(100).bodyBytes(70_000).run();
            assertThat(report.answeredBy()).as(report.text()).containsOnlyKeys("blue").containsEntry("blue", 100L);
            assertThat(report.connectionsOpened()).isEqualTo(2);
            assertThat(only(new Wanted(url + "?status=503").http2Streams(1).requests(1))).isEqualTo("Status 503: answered by blue: I am blue");
        }
    }

    @Test
    void moreThanTheServerTakesAtOnceWait() throws Exception {
        AtomicInteger most = new AtomicInteger();
        List<Call> open = new ArrayList<>();
        try (Http2Server server = new Http2Server(null, new Http2Settings().maxConcurrentStreams(3), call -> {
            open.add(call);
            most.accumulateAndGet(open.size(), Math::max);
            call.stream().executor().execute(() -> {
                open.remove(call);
                call.answer(200);
            });
        })) {
            LoadReport report = to(server).connections(1).http2Streams(20).requests(200).run();
            assertThat(report.failures()).isEmpty();
            assertThat(most.get()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aFixedRateCountsLatencyFromWhenARequestWasDue() throws Exception {
        try (Http2Server server = new Http2Server(call -> call.answer(200))) {
            LoadReport report = to(server).connections(1).http2Streams(2).rate(100).duration(Duration.ofMillis(200)).run();
            assertThat(report.succeeded()).as(report.text()).isEqualTo(20);
        }
    }

    @Test
    void aRefusedAndAResetStreamHaveTheirWords() throws Exception {
        assertThat(failure(call -> call.reset(Http2Error.REFUSED_STREAM))).isEqualTo("RefusedStream: RST_STREAM REFUSED_STREAM");
        assertThat(failure(call -> call.reset(Http2Error.INTERNAL_ERROR))).isEqualTo("StreamReset: RST_STREAM INTERNAL_ERROR");
        assertThat(failure(call -> call.answer(502, "502 Bad Gateway: ConnectFailure\nmore\n"))).isEqualTo("Status 502: 502 Bad Gateway: ConnectFailure");
    }

    @Test
    void whatIsNotLookedAtWhenAServerGoesHasItsWord() throws Exception {
        assertThat(failure(call -> call.goAway(0, Http2Error.ENHANCE_YOUR_CALM)))
                .isEqualTo("GoAway: GOAWAY ENHANCE_YOUR_CALM, and this request was not looked at");
        assertThat(failure(call -> {
                    call.goAway(Integer.MAX_VALUE, Http2Error.INTERNAL_ERROR);
                    call.cut();
                }))
                .as("looked at, and not answered")
                .isEqualTo("ResetBeforeResponse: closed after GOAWAY INTERNAL_ERROR");
        assertThat(failure(call -> call.cut())).isEqualTo("ResetBeforeResponse: closed by the other side");
    }

    @Test
    void aServerThatGoesInOrderFailsNothing() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Http2Server server = new Http2Server(call -> {
            call.answer(200);
            if (calls.incrementAndGet() % 10 == 0) {
                call.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
            }
        })) {
            LoadReport report = to(server).connections(1).http2Streams(1).requests(100).run();
            assertThat(report.failures()).isEmpty();
            assertThat(report.connectionsOpened()).isEqualTo(10);
        }
    }

    @Test
    void aConnectionThatIsLostFailsTheNextRequestUnlessItMayBeReplaced() throws Exception {
        try (Http2Server server = new Http2Server(call -> {
            call.answer(200);
            call.stream().executor().execute(call::cut);
        })) {
            // 20/s: the end of a connection has come long before its next request.
            LoadReport honest = to(server).connections(1).http2Streams(1).rate(20).requests(5).run();
            assertThat(honest.failures()).extracting(FailureCount::reason, FailureCount::count).containsExactly(tuple("StaleConnection", 2L));
            LoadReport replaced = to(server).connections(1).http2Streams(1).rate(20).requests(5).replacingStale().run();
            assertThat(replaced.failed()).isZero();
            assertThat(replaced.staleReplaced()).isEqualTo(4);
        }
    }

    @Test
    void aConnectionForEachRequest() throws Exception {
        try (Http2Server server = new Http2Server(call -> call.answer(200))) {
            LoadReport report = to(server).http2Streams(3).requests(30).eachOnItsOwnConnection().run();
            assertThat(report.connectionsOpened()).isEqualTo(30);
            assertThat(report.failed()).isZero();
        }
    }

    @Test
    void silenceIsATimeoutOnAStreamAndBeforeTheFirst() throws Exception {
        try (Http2Server silent = new Http2Server(call -> {})) {
            assertThat(only(to(silent).http2Streams(1).requests(1).timeout(Duration.ofMillis(100)))).isEqualTo("ResponseTimeout: no answer");
        }
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Wanted wanted = new Wanted("http://127.0.0.1:" + silent.getLocalPort() + "/").http2Streams(1).requests(1).timeout(Duration.ofMillis(100));
            assertThat(only(wanted)).isEqualTo("ResponseTimeout: the server did not say that it speaks HTTP/2");
        }
    }

    @Test
    void aServerOfAnotherProtocolIsToldApart() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.submit(() -> {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
                return null;
            });
            assertThat(only(new Wanted("http://127.0.0.1:" + server.getLocalPort() + "/").http2Streams(1).requests(1))).startsWith("InvalidResponse: ");
        }
        int free;
        try (ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            free = gone.getLocalPort();
        }
        assertThat(only(new Wanted("http://127.0.0.1:" + free + "/").http2Streams(1).requests(1))).startsWith("ConnectFailure: ");
    }

    @Test
    void overTlsItIsAgreedOnByAlpn(@TempDir Path directory) throws Exception {
        try (Http2Server server = new Http2Server(tls(directory, ApplicationProtocolNames.HTTP_2), new Http2Settings(), call -> call.answer(200))) {
            Wanted wanted = new Wanted("https://" + server.authority() + "/").http2Streams(5).requests(50);
            assertThat(only(wanted)).as("nobody vouches for it").startsWith("TlsFailure: ");
            assertThat(SelfSigned.believed(directory, wanted).succeeded()).isEqualTo(50);
            Wanted byAnotherName = new Wanted("https://" + server.authority().replace("localhost", "127.0.0.1") + "/").http2Streams(5).requests(50);
            assertThat(SelfSigned.believed(directory, byAnotherName).failures()).extracting(FailureCount::reason).as("another name").containsExactly("TlsFailure");
            assertThat(byAnotherName.trustingAny().run().succeeded()).isEqualTo(50);
        }
    }

    @Test
    void aServerThatDoesNotAgreeIsToldApart(@TempDir Path directory) throws Exception {
        try (Http2Server server = new Http2Server(tls(directory, ApplicationProtocolNames.HTTP_1_1), new Http2Settings(), call -> call.answer(200))) {
            Wanted wanted = new Wanted("https://" + server.authority() + "/").http2Streams(1).requests(1).trustingAny();
            assertThat(only(wanted)).isEqualTo("TlsFailure: h2 was not agreed on by ALPN");
        }
    }

    @Test
    void whatHttp2DoesNotHaveIsRefusedByName() {
        assertThatThrownBy(() -> new Load(new Wanted("tcp://127.0.0.1:1").http2Streams(1).options())).hasMessageContaining("tcp://127.0.0.1:1 cannot be asked over HTTP/2");
        assertThatThrownBy(() -> new Load(new Wanted("http://127.0.0.1:1/").http2Streams(1).header("Connection", "close").options()))
                .hasMessageContaining("--header: Connection");
    }

    private static JdkSslContext tls(Path directory, String protocol) throws Exception {
        ApplicationProtocolConfig agreed = new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocol);
        return new JdkSslContext(SelfSigned.in(directory), false, null, IdentityCipherSuiteFilter.INSTANCE, agreed, ClientAuth.NONE, null, false);
    }

    /** What the only request to a server came to. */
    private static String failure(Http2Server.Script script) throws Exception {
        try (Http2Server server = new Http2Server(script)) {
            return only(to(server).http2Streams(1).requests(1));
        }
    }

    /** The reason of all failures, and the first one's detail. */
    private static String only(Wanted wanted) throws InterruptedException {
        List<FailureCount> failures = wanted.run().failures();
        assertThat(failures).hasSize(1);
        return failures.getFirst().reason() + ": " + failures.getFirst().examples().getFirst().detail();
    }

    private static Wanted to(Http2Server server) {
        return new Wanted("http://" + server.authority() + "/");
    }
}
