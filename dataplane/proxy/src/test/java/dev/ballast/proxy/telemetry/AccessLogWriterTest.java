package dev.ballast.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.AccessLogConfig;
import dev.ballast.contract.snapshot.AccessLogConfig.Mode;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.proxy.telemetry.AccessEntry.RequestLine;
import dev.ballast.traffic.failure.Reason;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessLogWriterTest {
    private static final AccessEntry SESSION = new AccessEntry(
            Instant.parse("2026-01-02T03:04:05.006Z"), "db", "TCP", "10.0.0.9", null, 0, null, "db", "10.0.0.1:5432", 1, 10, 20, 1_234_567, null, null);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void aLineHasWhatIsKnownAndNothingElse() {
        try (AccessLogWriter log = new AccessLogWriter(written)) {
            log.add(SESSION);
            log.add(new AccessEntry(
                    Instant.parse("2026-01-02T03:04:05.006Z"), "web", "HTTP/1.1", "::1", new RequestLine("GET", "shop.example", "/\"a\"\n\u001b"), 502,
                    "ConnectFailure", "shop", null, 2, 0, 0, 5_000_000, "Miss", null));
            log.add(new AccessEntry(
                    Instant.parse("2026-01-02T03:04:05.006Z"), "web", "HTTP/1.1", "::1", new RequestLine("GET", "", "/a"), 400, "InvalidContentLength", null, null, 0, 0, 0, 0,
                    null, "Content-Length"));
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("""
                {"time":"2026-01-02T03:04:05.006Z","log":"access","listener":"db","protocol":"TCP","client":"10.0.0.9","backend":"db",\
                "endpoint":"10.0.0.1:5432","attempts":1,"received":10,"sent":20,"millis":1.234}
                {"time":"2026-01-02T03:04:05.006Z","log":"access","listener":"web","protocol":"HTTP/1.1","client":"::1","method":"GET",\
                "host":"shop.example","path":"/\\"a\\"\\n\\u001B","status":502,"reason":"ConnectFailure","cache":"Miss","backend":"shop","attempts":2,"received":0,"sent":0,"millis":5.0}
                {"time":"2026-01-02T03:04:05.006Z","log":"access","listener":"web","protocol":"HTTP/1.1","client":"::1","method":"GET",\
                "path":"/a","status":400,"reason":"InvalidContentLength","field":"Content-Length","attempts":0,"received":0,"sent":0,"millis":0.0}
                """);
    }

    @Test
    void aLineIsWrittenThoughNoneFollows() {
        try (AccessLogWriter log = new AccessLogWriter(written)) {
            for (int line = 1; line <= 3; line++) {
                int lines = line;
                log.add(SESSION);
                await().until(() -> written.toString(StandardCharsets.UTF_8).lines().count() == lines);
            }
        }
    }

    @Test
    void ofWhatClientsDoWrongSoManyLinesASecondAreAdmitted() {
        AtomicLong nanos = new AtomicLong(TimeUnit.DAYS.toNanos(-1)); // A clock may begin anywhere.
        try (AccessLogWriter log = new AccessLogWriter(written, nanos::get)) {
            for (int second = 1; second <= 2; second++) {
                assertThat(IntStream.range(0, 3 * AccessLogWriter.MOST_BLAMED).filter(line -> log.admitsBlamed()).count()).isEqualTo(AccessLogWriter.MOST_BLAMED);
                assertThat(log.dropped()).isEqualTo(second * 2L * AccessLogWriter.MOST_BLAMED);
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    @Test
    void onlyWhatClientsDoWrongIsHeldBack() {
        try (AccessLogWriter log = new AccessLogWriter(written, () -> 0)) {
            Journal journal = Journal.of(null, log, null);
            for (int line = 0; line <= AccessLogWriter.MOST_BLAMED; line++) {
                journal.writesBlamed();
            }
            assertThat(journal.writes(Reason.ClientReset)).isFalse();
            assertThat(journal.writes(Reason.ConnectFailure)).isTrue();
        }
    }

    @Test
    void whoeverReadsSlowlyLosesLinesAndHoldsUpNobody() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int octet) {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                try {
                    reads.await();
                } catch (InterruptedException closed) {
                    Thread.currentThread().interrupt();
                }
                written.write(bytes, offset, count);
            }
        };
        int added = 5 * AccessLogWriter.MOST;
        try (AccessLogWriter log = new AccessLogWriter(slow)) {
            for (int i = 0; i < added; i++) {
                log.add(SESSION);
            }
            assertThat(log.dropped()).isGreaterThan(0);
            reads.countDown();
            await().until(() -> written.toString(StandardCharsets.UTF_8).lines().count() + log.dropped() == added);
        }
    }

    @Test
    void whatIsNotAskedForIsErrorsOnly() {
        assertThat(journal(null).wants(true)).isTrue();
        assertThat(journal(null).wants(false)).isFalse();
        assertThat(journal(Mode.All).wants(false)).isTrue();
        assertThat(journal(Mode.Off).wants(true)).isFalse();
    }

    private static Journal journal(@Nullable Mode mode) {
        return Journal.of(mode == null ? null : new ObservabilityConfig(new AccessLogConfig(mode), null, null, null, null), AccessLog.NONE, null);
    }
}
