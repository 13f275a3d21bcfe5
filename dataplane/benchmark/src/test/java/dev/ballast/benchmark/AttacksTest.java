package dev.ballast.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttacksTest {
    private static final String METRICS =
            """
            # TYPE ballast_failures counter
            ballast_failures_total{backend="echo",reason="ClientStall"} 3.0
            ballast_failures_total{backend="other",reason="ClientStall"} 4.0
            ballast_http2_breaches_total{reason="PingFlood",side="client"} 1.0E3
            ballast_requests_total{listener="web"} 9.0
            """;

    @Test
    void sumsUpWhatWasCountedUnderAReason() {
        Counted counted = Counted.of(METRICS);
        assertThat(counted).hasToString("failures ClientStall 7, http2_breaches PingFlood 1,000");
        assertThat(counted.under("PingFlood")).isEqualTo(1_000);
        assertThat(counted.under("Flood")).isZero();
        assertThat(counted.since(Counted.of(METRICS.replace(" 4.0", " 2.0").replace("1.0E3", "1000")))).hasToString("failures ClientStall 2");
    }

    /** A flood must be what it says, frame by frame: else the first one ends the connection, and nothing was shown. */
    @ParameterizedTest
    @EnumSource
    void whatFloodsIsMadeOfWholeFrames(Attack attack) {
        if (attack.script() instanceof Flood flood) {
            String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
            byte[] opening = flood.opening(0);
            assertThat(new String(opening, StandardCharsets.US_ASCII)).startsWith(preface);
            assertThat(frames(ByteBuffer.wrap(opening, preface.length(), opening.length - preface.length()))).isEqualTo(1);
            assertThat(frames(ByteBuffer.wrap(flood.more(0)))).isGreaterThanOrEqualTo(Flood.STRIKES);
        } else {
            assertThat(attack.script().opening(1)).isNotEmpty();
        }
    }

    private static int frames(ByteBuffer octets) {
        int count = 0;
        for (; octets.hasRemaining(); count++) {
            int length = octets.getInt() >>> 8;
            octets.position(octets.position() + 5 + length);
        }
        return count;
    }
}
