package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.proxy.http2.RawHttp2.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WebSocket on a stream of HTTP/2 (RFC 8441), to endpoints that speak it over HTTP/1.1. */
@ExtendWith(NoLeaks.class)
class Http2WebSocketIT {
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    /** Masked with zeroes. */
    private static final String HELLO = "\u0081\u0085\0\0\0\0hello";

    private static final String CLOSE = "\u0088\u0080\0\0\0\0";

    private static RawHttp2 ask(RawHttp2 client, int stream, String protocol, String... more) throws Exception {
        String[] fields = Arrays.copyOf(
                new String[] {
                    ":method", "CONNECT", ":protocol", protocol, ":scheme", "http", ":path", "/chat", ":authority", "shop", "sec-websocket-version", "13"
                },
                12 + more.length);
        System.arraycopy(more, 0, fields, 12, more.length);
        return client.headers(stream, false, fields);
    }

    @Test
    void is_carried_beside_requests_until_both_have_closed() throws Exception {
        try (Endpoint chat = WebSocketEndpoint.echo();
                Running proxy = new Running().install(snapshot().http("web", "chat").backend("chat", chat.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            Frame settings = client.next(RawHttp2.SETTINGS);
            assertThat(settings.setting(ENABLE_CONNECT_PROTOCOL)).isEqualTo(1);
            Frame answer = ask(client, 1, "websocket").data(1, false, HELLO).next(RawHttp2.HEADERS);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.ends()).isFalse();
            client.read(1, 7).data(1, false, HELLO).read(1, 14);
            assertThat(client.content(1)).isEqualTo("\u0081\u0005hello\u0081\u0005hello");
            assertThat(proxy.metric("ballast_tunnels_open")).isEqualTo(1);
            client.data(1, true, CLOSE).end(1);
            assertThat(client.content(1)).endsWith("\u0088\0");
            assertThat(chat.requests.getFirst())
                    .startsWith("GET /chat HTTP/1.1\r\nHost: shop\r\n")
                    .contains("Upgrade: websocket\r\n", "sec-websocket-key: ", "sec-websocket-version: 13\r\n");
        }
    }

    @Test
    void is_refused_where_the_endpoint_does_not_agree() throws Exception {
        try (Endpoint chat = Endpoint.of(talk -> {
                    String head = talk.head();
                    talk.say(head.contains("x-want: 200")
                            ? Endpoint.ok("no tunnel")
                            : head.contains("x-want: other")
                                    ? "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n"
                                    : "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                });
                Running proxy = new Running().install(snapshot().http("web", "chat").backend("chat", chat.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            assertThat(ask(client, 1, "websocket").next(RawHttp2.HEADERS).status()).isEqualTo(403);
            assertThat(ask(client, 3, "websocket", "x-want", "200").next(RawHttp2.HEADERS).status()).isEqualTo(502);
            assertThat(ask(client, 5, "websocket", "x-want", "other").next(RawHttp2.HEADERS).status()).isEqualTo(502);
            assertThat(ask(client, 7, "connect-udp").next(RawHttp2.HEADERS).status()).isEqualTo(501);
            assertThat(chat.requests).hasSize(3);
        }
    }

    @Test
    void a_reset_on_either_side_reaches_the_other() throws Exception {
        try (Endpoint chat = Endpoint.of(talk -> {
                    String head = talk.head();
                    talk.say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                            + WebSocketEndpoint.accept(String.valueOf(RawClient.field(head, "Sec-WebSocket-Key"))) + "\r\n\r\n");
                    if (head.contains("x-end: endpoint")) {
                        talk.octets(1);
                        talk.reset();
                    } else {
                        assertThat(talk.in.read()).isEqualTo(-1);
                    }
                });
                Running proxy = new Running().install(snapshot().http("web", "chat").backend("chat", chat.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            ask(client, 1, "websocket", "x-end", "endpoint").next(RawHttp2.HEADERS);
            Frame end = client.data(1, false, "x").end(1);
            assertThat(end.type()).isEqualTo(RawHttp2.RST_STREAM);
            assertThat(end.code()).isEqualTo(ErrorCode.CONNECT_ERROR);
            ask(client, 3, "websocket").next(RawHttp2.HEADERS);
            client.reset(3, ErrorCode.CANCEL).settle();
            assertThat(proxy.metric("ballast_failures_total", "ClientReset")).isEqualTo(1);
            assertThat(proxy.metric("ballast_failures_total", "ResetDuringResponse")).isEqualTo(1);
        }
    }
}
