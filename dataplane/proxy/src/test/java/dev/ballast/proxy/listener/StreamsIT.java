package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of short TCP streams whose two sides end when it suits them: every byte of both arrives, and nothing else. */
@ExtendWith(NoLeaks.class)
class StreamsIT {
    private static final int STREAMS = 10_000;
    private static final int AT_A_TIME = 24;
    private static final int LONGEST = 100_000;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicLong said = new AtomicLong();

    @ParameterizedTest
    @EnumSource
    void every_byte_arrives_whoever_ends_first(Carrier carrier) throws Exception {
        Running.on(carrier);
        try (Endpoint listens = Endpoint.of(talk -> talk(talk.socket, Order.LISTENS, Order.AT_ONCE));
                Endpoint speaks = Endpoint.of(talk -> talk(talk.socket, Order.SPEAKS, Order.AT_ONCE));
                Running proxy = new Running().install(snapshot()
                        .tcp("spoken-to", "listens")
                        .tcp("heard", "speaks")
                        .backend("listens", listens.port())
                        .backend("speaks", speaks.port()))) {
            AtomicInteger next = new AtomicInteger();
            List<Thread> clients = IntStream.range(0, AT_A_TIME)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> {
                        for (int stream = next.getAndIncrement(); stream < STREAMS; stream = next.getAndIncrement()) {
                            ask(proxy, stream % 2 == 0);
                        }
                    }))
                    .toList();
            for (Thread client : clients) {
                client.join();
            }
            await().until(() -> heard.get() + wrong.size() == 2 * STREAMS);
            assertThat(wrong).isEmpty();
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
            assertThat(proxy.metric("ballast_received_bytes_total") + proxy.metric("ballast_sent_bytes_total")).isEqualTo(said.get());
        }
    }

    private void ask(Running proxy, boolean speak) {
        try (RawClient client = proxy.client(speak ? "spoken-to" : "heard")) {
            talk(client.socket, speak ? Order.SPEAKS : Order.LISTENS, Order.AT_ONCE);
        } catch (IOException e) {
            wrong.add("not connected: " + e);
        }
    }

    /** What a side does first; never do both sides listen first. */
    private enum Order {
        SPEAKS,
        LISTENS,
        AT_ONCE
    }

    private void talk(Socket socket, Order one, Order other) {
        Random random = new Random();
        try {
            switch (random.nextBoolean() ? one : other) {
                case SPEAKS -> {
                    speak(socket, random);
                    socket.shutdownOutput();
                    listen(socket);
                }
                case LISTENS -> {
                    listen(socket);
                    speak(socket, random);
                    socket.close(); // At once, with the last bytes still on their way.
                }
                case AT_ONCE -> {
                    FutureTask<Void> speaking = new FutureTask<>(() -> {
                        speak(socket, random);
                        socket.shutdownOutput();
                        return null;
                    });
                    Thread.ofVirtual().start(speaking);
                    listen(socket);
                    speaking.get();
                }
            }
            heard.incrementAndGet();
        } catch (IOException | ExecutionException | InterruptedException e) {
            wrong.add(e.toString());
        }
    }

    /** A seed, and then what it stands for, in pieces. */
    private void speak(Socket socket, Random random) throws IOException {
        long seed = random.nextLong();
        byte[] content = content(seed);
        said.addAndGet(Long.BYTES + content.length);
        OutputStream out = socket.getOutputStream();
        out.write(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        for (int at = 0; at < content.length; ) {
            int piece = Math.min(content.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : LONGEST));
            out.write(content, at, piece);
            at += piece;
            Thread.yield();
        }
    }

    private static void listen(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] expected = content(new DataInputStream(in).readLong());
        byte[] got = in.readAllBytes();
        if (!Arrays.equals(got, expected)) {
            throw new IOException(got.length + " octets instead of " + expected.length + ", different from " + Arrays.mismatch(got, expected));
        }
    }

    /** Mostly short. */
    private static byte[] content(long seed) {
        Random random = new Random(seed);
        byte[] content = new byte[random.nextInt(random.nextInt(10) == 0 ? LONGEST : 1_000)];
        random.nextBytes(content);
        return content;
    }
}
