package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A WebSocket client that is not ours (Java's), through the proxy to an endpoint that sends every message back. */
@ParameterizedClass
@EnumSource(Carrier.class)
class WebSocketIT {
    WebSocketIT(Carrier carrier) {
        Running.on(carrier);
    }

    @Test
    void carries_messages_pings_and_the_closing_handshake() throws Exception {
        try (Endpoint shop = WebSocketEndpoint.echo();
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                HttpClient http = HttpClient.newHttpClient()) {
            Heard heard = new Heard();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + proxy.port("web") + "/chat?room=1"), heard)
                    .join();
            socket.sendText("hello", true).join();
            assertThat(heard.next()).isEqualTo("text hello");
            socket.sendText("in two ", false).join();
            socket.sendText("parts", true).join();
            assertThat(heard.next()).isEqualTo("text in two parts");
            socket.sendBinary(ByteBuffer.wrap(new byte[1 << 20]), true).join();
            assertThat(heard.next()).isEqualTo("binary " + (1 << 20));
            socket.sendPing(ByteBuffer.wrap(new byte[] {1})).join();
            assertThat(heard.next()).isEqualTo("pong 1");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").join();
            assertThat(heard.next()).isEqualTo("close 1000");
            assertThat(shop.requests.getFirst()).startsWith("GET /chat?room=1 HTTP/1.1\r\n");
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
        }
    }

    /** What came, in words. */
    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private int octets;

        String next() throws InterruptedException {
            String event = events.poll(15, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                events.add("text " + text);
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            octets += data.remaining();
            if (last) {
                events.add("binary " + octets);
                octets = 0;
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            events.add("pong " + message.get());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            events.add("close " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            events.add("error " + error);
        }
    }
}
