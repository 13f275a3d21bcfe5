package dev.ballast.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.transport.Arrival;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a request, what is none, and what goes on to the endpoint. */
class RequestHeadTest {
    private static final String HOST = "Host: shop\r\n";
    private static final ClientFacts CLIENT = new ClientFacts(new Arrival(
            new InetSocketAddress("192.0.2.7", 40_000), () -> new InetSocketAddress("192.0.2.1", 80), true, "", ""));
    private static final String OURS =
            "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop\r\n\r\n";

    private static Arguments bad(Flaw flaw, String request) {
        return Arguments.of(flaw, request);
    }

    private static String get(String fields) {
        return "GET / HTTP/1.1\r\n" + HOST + fields + "\r\n";
    }

    private static String post(String fields) {
        return "POST / HTTP/1.1\r\n" + HOST + fields + "\r\n";
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                // The request line
                bad(Flaw.InvalidMethod, " / HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidMethod, "G".repeat(33) + " / HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidMethod, ": / HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET \r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET /\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / \r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidMethod, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET /  HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / HTTP/1.1 \r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / a HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / http/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / HTTP/1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / HTTP/11\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidRequestLine, "GET / HTTP/1.10\r\n" + HOST + "\r\n"),
                bad(Flaw.UnsupportedVersion, "GET / HTTP/1.2\r\n" + HOST + "\r\n"),
                bad(Flaw.UnsupportedVersion, "GET / HTTP/0.9\r\n" + HOST + "\r\n"),
                bad(Flaw.UnsupportedVersion, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                bad(Flaw.UnsupportedMethod, "CONNECT shop:443 HTTP/1.1\r\n" + HOST + "\r\n"),
                // The target
                bad(Flaw.InvalidTarget, "GET shop HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET * HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "OPTIONS ** HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET ftp://shop/ HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET http:///a HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET http://me@shop/ HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET /a#b HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET /\u00e4 HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET /%4 HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.InvalidTarget, "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.EncodedPath, "GET /a%2fb HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.EncodedPath, "GET /a%2Fb?c HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.EncodedPath, "GET /a%5c HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.EncodedPath, "GET /%00 HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.EncodedPath, "GET http://shop/%2e%2f HTTP/1.1\r\n" + HOST + "\r\n"),
                // Lines
                bad(Flaw.BareLineFeed, "GET / HTTP/1.1\n" + HOST + "\r\n"),
                bad(Flaw.BareLineFeed, "GET / HTTP/1.1\r\nHost: shop\n\r\n"),
                bad(Flaw.BareLineFeed, "GET / HTTP/1.1\r\n" + HOST + "\n"),
                bad(Flaw.BareLineFeed, "\n\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.BareCarriageReturn, "GET / HTTP/1.1\r" + HOST + "\r\n"),
                bad(Flaw.BareCarriageReturn, get("A: b\rc\r\n")),
                bad(Flaw.BareCarriageReturn, get("A: b\r\r\n")),
                bad(Flaw.ControlCharacter, get("A: b\0c\r\n")),
                bad(Flaw.ControlCharacter, get("A: b\u007fc\r\n")),
                bad(Flaw.ControlCharacter, get("A: \u001b[31m\r\n")),
                bad(Flaw.ControlCharacter, "\u0016\u0003\u0001\u0002\0\u0001"),
                bad(Flaw.InvalidMethod, "\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                // Fields
                bad(Flaw.FoldedLine, get("A: b\r\n c\r\n")),
                bad(Flaw.FoldedLine, get("A: b\r\n\tc\r\n")),
                bad(Flaw.FoldedLine, "GET / HTTP/1.1\r\n " + HOST + "\r\n"),
                bad(Flaw.InvalidFieldName, get("A : b\r\n")),
                bad(Flaw.InvalidFieldName, get("Content-Length : 5\r\n")),
                bad(Flaw.InvalidFieldName, get("A\t: b\r\n")),
                bad(Flaw.InvalidFieldName, get(": b\r\n")),
                bad(Flaw.InvalidFieldName, get("A\r\n")),
                bad(Flaw.InvalidFieldName, get("A b: c\r\n")),
                bad(Flaw.InvalidFieldName, get("A(b): c\r\n")),
                bad(Flaw.InvalidFieldName, get("\u00c4: c\r\n")),
                bad(Flaw.UnderscoreInName, get("X_Forwarded_For: 10.0.0.1\r\n")),
                bad(Flaw.UnderscoreInName, get("Content_Length: 5\r\n")),
                // Host
                bad(Flaw.InvalidHost, "GET / HTTP/1.1\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET / HTTP/1.1\r\nHost: shop\r\nHost: shop\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET / HTTP/1.1\r\nHost: shop, other\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET / HTTP/1.1\r\nHost: shop/a\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET / HTTP/1.1\r\nHost: me@shop\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET http://shop/ HTTP/1.1\r\n\r\n"),
                bad(Flaw.InvalidHost, "GET / HTTP/1.0\r\nHost: a b\r\n\r\n"),
                // Framing
                bad(Flaw.AmbiguousLength, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")),
                bad(Flaw.AmbiguousLength, post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")),
                bad(Flaw.AmbiguousLength, post("Content-Length: 5\r\nContent-Length: 5\r\n")),
                bad(Flaw.AmbiguousLength, post("Content-Length: 5\r\nContent-Length: 6\r\n")),
                bad(Flaw.AmbiguousLength, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length:\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length: 5, 5\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length: +5\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length: -5\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length: 0x5\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length: 5 5\r\n")),
                bad(Flaw.InvalidContentLength, post("Content-Length: 9223372036854775808\r\n")),
                bad(Flaw.InvalidTransferEncoding, post("Transfer-Encoding:\r\n")),
                bad(Flaw.InvalidTransferEncoding, post("Transfer-Encoding: gzip, chunked\r\n")),
                bad(Flaw.InvalidTransferEncoding, post("Transfer-Encoding: chunked, identity\r\n")),
                bad(Flaw.InvalidTransferEncoding, post("Transfer-Encoding: identity\r\n")),
                bad(Flaw.InvalidTransferEncoding, post("Transfer-Encoding: xchunked\r\n")),
                bad(Flaw.InvalidTransferEncoding, post("Transfer-Encoding: \"chunked\"\r\n")),
                bad(Flaw.InvalidTransferEncoding, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
                bad(Flaw.InvalidConnection, get("Connection: close keep-alive\r\n")),
                bad(Flaw.InvalidConnection, get("Connection: \"close\"\r\n")),
                bad(Flaw.InvalidConnection, get("Connection: X-Forwarded-For\r\n")),
                bad(Flaw.InvalidConnection, post("Content-Length: 3\r\nConnection: close, content-length\r\n")),
                bad(Flaw.InvalidConnection, get("Connection: " + "a,".repeat(33) + "\r\n")),
                bad(Flaw.TabInFraming, post("Content-Length:\t5\r\n")),
                bad(Flaw.TabInFraming, post("Transfer-Encoding: chunked\t\r\n")),
                bad(Flaw.UnsupportedExpectation, post("Expect: 200-ok\r\n")),
                // Sizes
                bad(Flaw.RequestLineTooLong, "GET /" + "a".repeat(8 * 1024) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                bad(Flaw.RequestLineTooLong, "A".repeat(9000)),
                bad(Flaw.HeadTooLarge, get("A: " + "b".repeat(16 * 1024) + "\r\n")),
                bad(Flaw.HeadTooLarge, get(("A: " + "b".repeat(995) + "\r\n").repeat(17))),
                bad(Flaw.TooManyFields, get("A: b\r\n".repeat(100))));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refuses_what_is_malformed_or_ambiguous(Flaw flaw, String request) {
        RequestHead head = new RequestHead();
        head.read(Pieces.of(request), 0);
        assertThat(head.flaw()).isEqualTo(flaw);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refuses_it_as_well_when_it_comes_byte_by_byte(Flaw flaw, String request) {
        RequestHead head = new RequestHead();
        byteByByte(head, request);
        assertThat(head.flaw()).isEqualTo(flaw);
    }

    static Stream<Arguments> sound() {
        return Stream.of(
                Arguments.of(get(""), "GET / HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of("\r\n" + get(""), "GET / HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of(
                        "GET /a?b=%2f%00 HTTP/1.1\r\n" + HOST + "\r\n", "GET /a?b=%2f%00 HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of("PURGE /a HTTP/1.1\r\n" + HOST + "\r\n", "PURGE /a HTTP/1.1\r\nHost: shop\r\n" + OURS),
                // Values are trimmed, names keep their case, anything above ASCII passes
                Arguments.of(get("a:b\r\n"), "GET / HTTP/1.1\r\nHost: shop\r\na: b\r\n" + OURS),
                Arguments.of(get("A:  \t b c \t\r\nE:\r\n"), "GET / HTTP/1.1\r\nHost: shop\r\nA: b c\r\nE: \r\n" + OURS),
                Arguments.of(get("A: \u00e4\u0080\r\n"), "GET / HTTP/1.1\r\nHost: shop\r\nA: \u00e4\u0080\r\n" + OURS),
                // Absolute form: its authority is the same as Host
                Arguments.of("GET http://shop/a HTTP/1.1\r\nHost: SHOP\r\n\r\n", "GET /a HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of("GET HTTP://shop HTTP/1.1\r\nHost: shop\r\n\r\n", "GET / HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of("GET http://shop?a HTTP/1.1\r\nHost: shop\r\n\r\n", "GET /?a HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of("OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of("OPTIONS http://shop HTTP/1.1\r\nHost: shop\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: shop\r\n" + OURS),
                // HTTP/1.0, without a host
                Arguments.of(
                        "GET / HTTP/1.0\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: 192.0.2.1:80\r\n" + OURS.replace("Host: shop", "Host: 192.0.2.1:80")),
                // What speaks to the next hop only
                Arguments.of(
                        get("Connection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\n"
                                + "HTTP2-Settings: AA\r\nProxy-Connection: close\r\nProxy-Authorization: secret\r\nX-Other: 2\r\n"),
                        "GET / HTTP/1.1\r\nHost: shop\r\nX-Other: 2\r\n" + OURS),
                Arguments.of(get("x-mine: 1\r\nConnection: , X-MINE ,\r\n"), "GET / HTTP/1.1\r\nHost: shop\r\n" + OURS),
                // What tells about the client is ours alone
                Arguments.of(
                        get("X-Forwarded-For: 10.0.0.1\r\nx-forwarded-proto: gopher\r\nX-FORWARDED-HOST: evil\r\nX-Forwarded-Port: 1\r\n"
                                + "Forwarded: for=10.0.0.1\r\n"),
                        "GET / HTTP/1.1\r\nHost: shop\r\n" + OURS),
                // Framing of our own
                Arguments.of(
                        post("content-length: 0005\r\n"),
                        "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n" + OURS),
                Arguments.of(post("Content-Length: 0\r\n"), "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n" + OURS),
                Arguments.of(
                        post("TRANSFER-ENCODING: Chunked\r\nTrailer: X-Sum\r\n"),
                        "POST / HTTP/1.1\r\nHost: shop\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n" + OURS),
                Arguments.of(
                        post("Expect: 100-Continue\r\nContent-Length: 3\r\n"),
                        "POST / HTTP/1.1\r\nHost: shop\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n" + OURS),
                // At the limits
                Arguments.of(
                        "GET /" + "a".repeat(8 * 1024 - 14) + " HTTP/1.1\r\n" + HOST + "\r\n",
                        "GET /" + "a".repeat(8 * 1024 - 14) + " HTTP/1.1\r\nHost: shop\r\n" + OURS),
                Arguments.of(get("A: b\r\n".repeat(99)), "GET / HTTP/1.1\r\nHost: shop\r\n" + "A: b\r\n".repeat(99) + OURS));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void writes_a_sound_request_anew(String request, String forwarded) {
        RequestHead head = new RequestHead();
        int end = head.read(Pieces.of(request + "surplus"), 0);
        assertThat(head.flaw()).isNull();
        assertThat(head.complete()).isTrue();
        assertThat(end).isEqualTo(request.length());
        assertThat(written(head)).isEqualTo(forwarded);
    }

    @ParameterizedTest
    @MethodSource("sound")
    void reads_it_as_well_when_it_comes_byte_by_byte(String request, String forwarded) {
        RequestHead head = new RequestHead();
        assertThat(byteByByte(head, request + "surplus")).isEqualTo(request.length());
        assertThat(head.flaw()).isNull();
        assertThat(written(head)).isEqualTo(forwarded);
    }

    @ParameterizedTest
    @MethodSource("sound")
    void leaves_nothing_of_one_request_to_the_next(String request, String forwarded) {
        RequestHead head = new RequestHead();
        head.read(Pieces.of("POST http://x/y HTTP/1.0\r\nConnection: keep-alive, A\r\nContent-Length: 7\r\nB: c\r\n\r\n"), 0);
        assertThat(head.complete()).isTrue();
        head.clear();
        head.read(Pieces.of(request), 0);
        assertThat(written(head)).isEqualTo(forwarded);
    }

    @Test
    void tells_whether_the_client_keeps_the_connection() {
        assertThat(read(get("")).persistent()).isTrue();
        assertThat(read(get("Connection: close\r\n")).persistent()).isFalse();
        assertThat(read(get("Connection: Keep-Alive, Close\r\n")).persistent()).isFalse();
        assertThat(read("GET / HTTP/1.0\r\n\r\n").persistent()).isFalse();
        assertThat(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").persistent()).isTrue();
    }

    private static RequestHead read(String request) {
        RequestHead head = new RequestHead();
        head.read(Pieces.of(request), 0);
        assertThat(head.complete()).isTrue();
        return head;
    }

    private static int byteByByte(RequestHead head, String request) {
        int read = 0;
        for (char c : request.toCharArray()) {
            if (head.complete() || head.flaw() != null) {
                break;
            }
            read += head.read(Pieces.of(String.valueOf(c)), 0);
        }
        return read;
    }

    private static String written(RequestHead head) {
        byte[] room = new byte[64 * 1024];
        Composer out = new Composer(room);
        RequestWriter.head(out, head, CLIENT, null, null);
        return new String(room, 0, out.length(), StandardCharsets.ISO_8859_1);
    }

}
