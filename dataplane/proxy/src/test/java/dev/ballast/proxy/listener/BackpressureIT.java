package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A side that takes its time holds the other; nothing is lost, and little is kept meanwhile. */
@ParameterizedClass
@EnumSource(Carrier.class)
class BackpressureIT {
    BackpressureIT(Carrier carrier) {
        Running.on(carrier);
    }

    /** What the kernel's own buffers between writer and reader may take: two for what is sent and two for what is received. */
    private static final int KERNEL = 2 * (mostBuffered("tcp_wmem", 4 << 20) + mostBuffered("tcp_rmem", 8 << 20));

    private static final int TOTAL = (KERNEL >> 16 << 16) + (32 << 20);

    /** The last of the three numbers that tcp(7) tells of; another system's buffers are taken to be no larger than so. */
    private static int mostBuffered(String name, int elsewhere) {
        try {
            // Line by line: the kernel gives such a file in one read or not at all.
            String numbers = Files.readAllLines(Path.of("/proc/sys/net/ipv4", name)).getFirst();
            return Integer.parseInt(numbers.substring(numbers.lastIndexOf('\t') + 1));
        } catch (IOException notLinux) {
            return elsewhere;
        }
    }

    /** Octets that say where they stand. */
    private static void fill(byte[] room, long position) {
        for (int i = 0; i < room.length; i++) {
            long at = position + i;
            room[i] = (byte) (at ^ at >> 8 ^ at >> 16);
        }
    }

    private static long sum() {
        CRC32 sum = new CRC32();
        byte[] room = new byte[1 << 16];
        for (long at = 0; at < TOTAL; at += room.length) {
            fill(room, at);
            sum.update(room);
        }
        return sum.getValue();
    }

    private static void write(OutputStream out, AtomicLong written) throws IOException {
        byte[] room = new byte[1 << 16];
        for (long at = 0; at < TOTAL; at += room.length) {
            fill(room, at);
            out.write(room);
            written.addAndGet(room.length);
        }
    }

    private static long read(InputStream in) throws IOException {
        CRC32 sum = new CRC32();
        byte[] room = new byte[1 << 16];
        for (int left = TOTAL; left > 0; ) {
            int count = in.read(room, 0, Math.min(room.length, left));
            if (count < 0) {
                throw new IOException("ended " + left + " octets early");
            }
            sum.update(room, 0, count);
            left -= count;
        }
        return sum.getValue();
    }

    /** Waits until a writer has come to rest, and answers how far it came. */
    private static long rest(AtomicLong written) {
        long[] before = {-1};
        await().pollInterval(Duration.ofMillis(200)).atMost(Duration.ofSeconds(30)).until(() -> {
            boolean still = written.get() > 0 && written.get() == before[0];
            before[0] = written.get();
            return still;
        });
        return written.get();
    }

    @Test
    void an_answer_waits_for_a_slow_client() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
                    write(talk.socket.getOutputStream(), written);
                    talk.head();
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.get("/").until("\r\n\r\n");
            assertThat(rest(written)).isLessThan(KERNEL);
            assertThat(proxy.transport.pooledBytes()).isLessThan(8 << 20);
            assertThat(read(client.in)).isEqualTo(sum());
        }
    }

    @Test
    void a_chunked_answer_waits_for_a_slow_client() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\n\r\n");
                    write(talk.socket.getOutputStream(), written);
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.0\r\n\r\n").until("\r\n\r\n");
            assertThat(rest(written)).isLessThan(KERNEL);
            assertThat(read(client.in)).isEqualTo(sum());
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void a_request_waits_for_a_slow_endpoint() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Long> got = new CompletableFuture<>();
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    go.join();
                    got.complete(read(talk.in));
                    talk.say(Endpoint.ok("thanks"));
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + TOTAL + "\r\n\r\n");
            Thread.ofVirtual().start(() -> {
                try {
                    write(client.socket.getOutputStream(), written);
                } catch (IOException e) {
                    got.completeExceptionally(e);
                }
            });
            assertThat(rest(written)).isLessThan(KERNEL);
            assertThat(proxy.transport.pooledBytes()).isLessThan(8 << 20);
            go.complete(null);
            assertThat(got.get()).isEqualTo(sum());
            assertThat(client.answer().body()).isEqualTo("thanks");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_stream_waits_for_a_slow_reader_and_arrives_whole_both_ways(boolean tunnel) throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Long> got = new CompletableFuture<>();
        try (Endpoint shop = Endpoint.of(talk -> {
                    if (tunnel) {
                        talk.head();
                        talk.say(UpgradeIT.AGREE);
                    }
                    Thread.ofVirtual().start(() -> {
                        try {
                            go.join();
                            got.complete(read(talk.in));
                        } catch (IOException e) {
                            got.completeExceptionally(e);
                        }
                    });
                    write(talk.socket.getOutputStream(), new AtomicLong());
                    talk.socket.shutdownOutput();
                    got.join();
                });
                Running proxy = new Running().install((tunnel ? snapshot().http("db", "shop") : snapshot().tcp("db", "shop")).backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            if (tunnel) {
                assertThat(client.say(UpgradeIT.ASK).until("\r\n\r\n")).isEqualTo(UpgradeIT.AGREE);
            }
            Thread.ofVirtual().start(() -> {
                try {
                    write(client.socket.getOutputStream(), written);
                    client.endOutput();
                } catch (IOException e) {
                    got.completeExceptionally(e);
                }
            });
            assertThat(rest(written)).isLessThan(KERNEL);
            assertThat(proxy.transport.pooledBytes()).isLessThan(8 << 20);
            go.complete(null);
            assertThat(read(client.in)).isEqualTo(sum());
            assertThat(client.in.read()).isEqualTo(-1);
            assertThat(got.get()).isEqualTo(sum());
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
            assertThat(proxy.metric("ballast_received_bytes_total")).isEqualTo(TOTAL + (tunnel ? UpgradeIT.ASK.length() : 0));
            assertThat(proxy.metric("ballast_sent_bytes_total")).isEqualTo(TOTAL + (tunnel ? UpgradeIT.AGREE.length() : 0));
        }
    }
}
