package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of short TCP streams whose two sides end when it suits them: every byte of both arrives, and nothing else. */
@ExtendWith(NoLeaks.class)
class StreamsIT {
    private static final int STREAMS = 10_000;
    /** Each takes a handshake, of which this process does both sides. */
    private static final int SECURE_STREAMS = 2_000;
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
            carry(proxy, STREAMS, stream -> {
                boolean speak = stream % 2 == 0;
                try (RawClient client = proxy.client(speak ? "spoken-to" : "heard")) {
                    talk(client.socket, speak ? Order.SPEAKS : Order.LISTENS, Order.AT_ONCE);
                }
            });
        }
    }

    /** Our goodbye ends one direction and no more: what a client, or an endpoint, is still sending arrives. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_byte_arrives_of_a_side_that_hears_goodbye_over_tls_and_speaks_on(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        TlsConfig tls = new TlsConfig(TlsMode.Terminate, List.of("shop"), "1.3", List.of(), null);
        ConnectingConfig secure = new ConnectingConfig(null, new BackendTlsConfig(false, List.of(), null, null));
        CertificateStore library = portable ? CertificateStore.portable() : CertificateStore.best();
        TlsClient tlsClient = TlsClient.anonymous();
        try (Endpoint first = Endpoint.of(talk -> talk(talk.socket, Order.SPEAKS, Order.SPEAKS));
                Endpoint last = Endpoint.on(TlsServer.showing(shop).listen("TLSv1.3"), talk -> talk(talk.socket, Order.ENDS_LAST, Order.ENDS_LAST));
                Running proxy = new Running(HttpLimits.standard(), 1000, Carrier.RAW.start(), library).install(snapshot()
                        .listener("clients", 0, Protocol.TLS, tls, Snapshots.TIMEOUTS, "first")
                        .tcp("endpoints", "last")
                        .backend("first", first.port())
                        .backend("last", last.port())
                        .connecting(secure)
                        .certificate(shop))) {
            carry(proxy, SECURE_STREAMS, stream -> {
                if (stream % 2 == 0) {
                    try (RawClient client = tlsClient.talk(proxy.port("clients"), "shop.example")) {
                        talk(client.socket, Order.ENDS_LAST, Order.ENDS_LAST);
                    }
                } else {
                    try (RawClient client = proxy.client("endpoints")) {
                        talk(client.socket, Order.SPEAKS, Order.SPEAKS);
                    }
                }
            });
        }
    }

    private interface Stream {
        void carry(int number) throws IOException;
    }

    private void carry(Running proxy, int streams, Stream stream) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Thread> clients = IntStream.range(0, AT_A_TIME)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    for (int number = next.getAndIncrement(); number < streams; number = next.getAndIncrement()) {
                        try {
                            stream.carry(number);
                        } catch (IOException e) {
                            wrong.add("not connected: " + e);
                        }
                    }
                }))
                .toList();
        for (Thread client : clients) {
            client.join();
        }
        await().until(() -> heard.get() + wrong.size() == 2 * streams);
        assertThat(wrong).isEmpty();
        await().until(() -> proxy.dataplane.openConnections() == 0);
        assertThat(proxy.metric("ballast_failures_total")).isZero();
        assertThat(proxy.metric("ballast_received_bytes_total") + proxy.metric("ballast_sent_bytes_total")).isEqualTo(said.get());
    }

    /** What a side does first; never do both sides listen first. */
    private enum Order {
        SPEAKS,
        LISTENS,
        AT_ONCE,
        /** At once, too, but for the end: that comes when the other one's has come. */
        ENDS_LAST
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
                case AT_ONCE -> atOnce(socket, random, true);
                case ENDS_LAST -> {
                    atOnce(socket, random, false);
                    socket.shutdownOutput();
                }
            }
            heard.incrementAndGet();
        } catch (IOException | ExecutionException | InterruptedException e) {
            wrong.add(e.toString());
        }
    }

    private void atOnce(Socket socket, Random random, boolean end) throws IOException, ExecutionException, InterruptedException {
        FutureTask<Void> speaking = new FutureTask<>(() -> {
            speak(socket, random);
            if (end) {
                socket.shutdownOutput();
            }
            return null;
        });
        Thread.ofVirtual().start(speaking);
        listen(socket);
        speaking.get();
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
