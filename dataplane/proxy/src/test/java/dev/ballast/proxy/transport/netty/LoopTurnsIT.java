package dev.ballast.proxy.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.HandshakeTurns;
import dev.ballast.proxy.transport.ListeningSocket;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Received;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In which order a loop does what is ready and what is left from before. */
class LoopTurnsIT {
    static Stream<IntFunction<NettyTransport>> transports() {
        return Stream.of(NettyTransport::start, NettyTransport::startChannels, NettyTransport::startPortable);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void what_another_connection_has_sent_is_read_between_the_steps_of_a_flood_of_handshakes(IntFunction<NettyTransport> start) throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        Recording recording = new Recording(order);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (NettyTransport transport = start.apply(1)) {
            Loop loop = transport.loops().getFirst();
            ListeningSocket socket = transport.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), recording);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), socket.port())) {
                recording.accepted.get(15, TimeUnit.SECONDS);
                loop.execute(() -> {
                    blocked.countDown();
                    await(sent);
                    for (int i = 0; i < 3; i++) {
                        loop.handshakes().add(() -> longStep(order));
                    }
                    loop.handshakes().add(() -> over.complete(null));
                });
                await(blocked);
                client.getOutputStream().write('x');
                sent.countDown();
                over.get(15, TimeUnit.SECONDS);
            }
            socket.close();
        }
        assertThat(order).containsExactly("handshake", "request", "handshake", "handshake");
    }

    /** Uses up what steps may take in a turn. */
    private static void longStep(List<String> order) {
        order.add("handshake");
        for (long began = System.nanoTime(); System.nanoTime() - began < 2 * HandshakeTurns.NANOS_A_TURN; ) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes every connection, and writes down when something comes. */
    private record Recording(List<String> order, CompletableFuture<Connection> accepted) implements Acceptor, ConnectionHandler {
        Recording(List<String> order) {
            this(order, new CompletableFuture<>());
        }

        @Override
        public boolean admit(Loop loop) {
            return true;
        }

        @Override
        public void released(Loop loop) {}

        @Override
        public boolean mayBecomeSecure() {
            return false;
        }

        @Override
        public void accepted(Connection connection) {
            connection.handler(this);
            accepted.complete(connection);
        }

        @Override
        public void received(Received bytes) {
            order.add("request");
        }

        @Override
        public void batchEnded() {}

        @Override
        public void ended() {}

        @Override
        public void writable() {}

        @Override
        public void closed(boolean reset) {}
    }
}
