package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stream both ways over one TCP connection, and its SHA-256 on either side. {@code -Dstream.mib=10240} makes it a long one (10 GiB each way), and says how
 * long it took.
 */
@ExtendWith(NoLeaks.class)
class LongStreamIT {
    private static final int MIB = 1 << 20;
    private static final String ASKED = System.getProperty("stream.mib", "");
    private static final int LENGTH = ASKED.isEmpty() ? 64 : Integer.parseInt(ASKED);

    @ParameterizedTest
    @EnumSource
    void arrives_as_it_was_sent_both_ways(Carrier carrier) throws Exception {
        Running.on(carrier);
        CompletableFuture<String> fromEndpoint = new CompletableFuture<>();
        CompletableFuture<String> atEndpoint = new CompletableFuture<>();
        try (Endpoint shop = Endpoint.of(talk -> {
                    speakMeanwhile(talk.socket, 1, fromEndpoint);
                    atEndpoint.complete(heard(talk.in));
                    fromEndpoint.join();
                });
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            CompletableFuture<String> fromClient = new CompletableFuture<>();
            long begun = System.nanoTime();
            speakMeanwhile(client.socket, 2, fromClient);
            assertThat(heard(client.in)).isEqualTo(fromEndpoint.join());
            assertThat(atEndpoint.join()).isEqualTo(fromClient.join());
            if (!ASKED.isEmpty()) {
                System.out.printf("%s: %d MiB each way in %.1f s, %s%n", carrier, LENGTH, (System.nanoTime() - begun) / 1e9, fromClient.join());
            }
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
            assertThat(proxy.metric("ballast_received_bytes_total")).isEqualTo((double) LENGTH * MIB);
        }
    }

    private static void speakMeanwhile(Socket to, int seed, CompletableFuture<String> said) {
        Thread.ofPlatform().start(() -> {
            try {
                MessageDigest digest = digest();
                byte[] room = new byte[MIB];
                new Random(seed).nextBytes(room);
                OutputStream out = to.getOutputStream();
                for (int i = 0; i < LENGTH; i++) {
                    ByteBuffer.wrap(room).putInt(i);
                    digest.update(room);
                    out.write(room);
                }
                said.complete(HexFormat.of().formatHex(digest.digest()));
                to.shutdownOutput();
            } catch (IOException e) {
                said.completeExceptionally(e);
            }
        });
    }

    /** To its end. */
    private static String heard(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] room = new byte[MIB];
        for (int count = in.read(room); count >= 0; count = in.read(room)) {
            digest.update(room, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
