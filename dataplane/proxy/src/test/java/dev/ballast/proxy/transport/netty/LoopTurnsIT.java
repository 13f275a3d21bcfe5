package dev.ballast.proxy.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.NewcomerTurns;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In which order a loop does what is ready and what is left from before. */
class LoopTurnsIT {
    static Stream<IntFunction<NettyTransport>> transports() {
        return Stream.of(NettyTransport::start, NettyTransport::startChannels, NettyTransport::startPortable);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void what_a_connection_has_sent_that_was_served_before_is_read_between_the_steps_of_a_flood_of_newcomers(IntFunction<NettyTransport> start) throws Exception {
        assertThat(order(start, true)).containsExactly("newcomer", "request", "newcomer", "newcomer");
    }

    @Test
    void what_a_new_connection_has_sent_is_read_when_those_had_their_turn_who_came_before() throws Exception {
        assertThat(order(NettyTransport::start, false)).containsExactly("newcomer", "newcomer", "newcomer", "request");
    }

    /** A request comes while three steps of newcomers wait, each of which takes a turn. */
    private static List<String> order(IntFunction<NettyTransport> start, boolean settled) throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        Recording recording = new Recording(order);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (NettyTransport transport = start.apply(1)) {
            Loop loop = transport.loops().getFirst();
            ListeningSocket socket = transport.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), recording);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), socket.port())) {
                Connection connection = recording.accepted.get(15, TimeUnit.SECONDS);
                loop.execute(() -> {
                    if (settled) {
                        connection.settle();
                    }
                    blocked.countDown();
                    await(sent);
                    for (int i = 0; i < 3; i++) {
                        loop.newcomers().add(() -> longStep(order));
                    }
                    loop.newcomers().add(() -> over.complete(null));
                });
                await(blocked);
                client.getOutputStream().write('x');
                sent.countDown();
                over.get(15, TimeUnit.SECONDS);
                recording.read.get(15, TimeUnit.SECONDS);
            }
            socket.close();
        }
        return order;
    }

    /** Uses up what steps may take in a turn. */
    private static void longStep(List<String> order) {
        order.add("newcomer");
        for (long began = System.nanoTime(); System.nanoTime() - began < 2 * NewcomerTurns.NANOS_A_TURN; ) {
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
    private record Recording(List<String> order, CompletableFuture<Connection> accepted, CompletableFuture<Void> read) implements Acceptor, ConnectionHandler {
        Recording(List<String> order) {
            this(order, new CompletableFuture<>(), new CompletableFuture<>());
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
            read.complete(null);
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
