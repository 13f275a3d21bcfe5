package dev.ballast.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.tls.HandshakeFailure;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final Telemetry telemetry = new Telemetry();

    @Test
    void sumsTheLoopsUpWhenAsked() {
        ListenerMeter meter = telemetry.listener("web", "shop", 3);
        meter.requests().count(0, StatusClass.of(200));
        meter.requests().count(2, StatusClass.of(204));
        meter.requests().count(1, StatusClass.of(503));
        meter.events().add(1, ListenerEvent.BYTES_SENT, 1000);
        assertThat(telemetry.scrape())
                .contains("ballast_requests_total{backend=\"shop\",listener=\"web\",status=\"2xx\"} 2.0")
                .contains("ballast_requests_total{backend=\"shop\",listener=\"web\",status=\"5xx\"} 1.0")
                .contains("ballast_sent_bytes_total{backend=\"shop\",listener=\"web\"} 1000.0");
    }

    @Test
    void goesOnCountingFromPlanToPlanAndForgetsWhatNoPlanHas() {
        ListenerMeter kept = telemetry.listener("web", "shop", 1);
        telemetry.listener("gone", "shop", 1);
        kept.requests().count(0, StatusClass.SUCCESSFUL);
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
        int forListener = 9 + HandshakeFailure.values().length + ProxyHeaderFlaw.values().length + StatusClass.values().length;
        assertThat(series).isEqualTo(1 + ProcessEvent.values().length + 10 * forListener);
    }
}
