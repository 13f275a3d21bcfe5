package dev.ballast.proxy.admin;

import dev.ballast.proxy.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the kubelet and Prometheus read: {@code /healthz}, {@code /readyz}, {@code /metrics}. Holds no secret. */
public final class ProbePages {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private ProbePages() {}

    public static Pages of(Readiness readiness, Telemetry telemetry, ProcessMetrics process) {
        return new Pages(Map.of(
                "/healthz", Page.of(() -> Reply.text(200, "ok")),
                "/readyz", Page.of(() -> readyz(readiness)),
                "/metrics", Page.of(() -> metrics(telemetry, process))));
    }

    private static Reply readyz(Readiness readiness) {
        String whyNot = readiness.whyNot();
        return whyNot.isEmpty() ? Reply.text(200, "ready") : Reply.text(503, whyNot);
    }

    private static Reply metrics(Telemetry telemetry, ProcessMetrics process) {
        process.bindOnce();
        return new Reply(200, PROMETHEUS_TEXT, telemetry.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
