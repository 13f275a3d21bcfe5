package dev.ballast.proxy.telemetry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.tls.HandshakeFailure;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final int LINES_OF_A_HISTOGRAM = Durations.boundsSeconds().length + 2;

    private final Telemetry telemetry = new Telemetry();

    @Test
    void sumsTheLoopsUpWhenAsked() {
        ListenerMeter meter = telemetry.listener("web", "shop", 3);
        meter.requests().ended(0, 200, MILLISECONDS.toNanos(1));
        meter.requests().ended(2, 204, MILLISECONDS.toNanos(7));
        meter.requests().ended(1, 503, MILLISECONDS.toNanos(70_000));
        meter.requests().refused(1, 400);
        meter.events().add(1, ListenerEvent.BYTES_SENT, 1000);
        assertThat(telemetry.scrape())
                .contains("ballast_requests_total{backend=\"shop\",listener=\"web\",status=\"2xx\"} 2.0")
                .contains("ballast_requests_total{backend=\"shop\",listener=\"web\",status=\"5xx\"} 1.0")
                .contains("ballast_requests_total{backend=\"shop\",listener=\"web\",status=\"4xx\"} 1.0")
                .contains("ballast_request_duration_seconds_bucket{backend=\"shop\",listener=\"web\",le=\"5.0E-4\"} 0")
                .contains("ballast_request_duration_seconds_bucket{backend=\"shop\",listener=\"web\",le=\"0.001\"} 1")
                .contains("ballast_request_duration_seconds_bucket{backend=\"shop\",listener=\"web\",le=\"0.01\"} 2")
                .contains("ballast_request_duration_seconds_bucket{backend=\"shop\",listener=\"web\",le=\"60.0\"} 2")
                .contains("ballast_request_duration_seconds_count{backend=\"shop\",listener=\"web\"} 3")
                .contains("ballast_request_duration_seconds_sum{backend=\"shop\",listener=\"web\"} 70.008")
                .contains("ballast_sent_bytes_total{backend=\"shop\",listener=\"web\"} 1000.0");
    }

    @Test
    void goesOnCountingFromPlanToPlanAndForgetsWhatNoPlanHas() {
        ListenerMeter kept = telemetry.listener("web", "shop", 1);
        telemetry.listener("gone", "shop", 1);
        kept.requests().ended(0, 200, 1);
        telemetry.retain(Set.of(kept), Set.of(kept.requests()), Set.of());
        assertThat(telemetry.listener("web", "shop", 1)).isSameAs(kept);
        assertThat(telemetry.scrape()).contains("listener=\"web\",status=\"2xx\"} 1.0").doesNotContain("gone");
    }

    @Test
    void hasSoManySeriesAsTheNamesGive() {
        telemetry.process(1);
        for (int listener = 0; listener < 10; listener++) {
            telemetry.listener("l" + listener, "b", 1);
        }
        long series = telemetry.scrape().lines().filter(line -> !line.startsWith("#")).count();
        int forListener = 9 + HandshakeFailure.values().length + ProxyHeaderFlaw.values().length + StatusClass.values().length + LINES_OF_A_HISTOGRAM;
        assertThat(series).isEqualTo(1 + ProcessEvent.values().length + 10 * forListener);
    }
}
