package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.AccessLogSpec;
import dev.ballast.contract.manifest.HeadersSpec;
import dev.ballast.contract.manifest.HeadersSpec.Shown;
import dev.ballast.contract.manifest.MetricsSpec;
import dev.ballast.contract.manifest.ObservabilitySpec;
import dev.ballast.contract.manifest.TracingSpec;
import dev.ballast.contract.snapshot.AccessLogConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.EndpointDetail;
import dev.ballast.contract.snapshot.ObservabilityConfig.HeadersConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.Level;
import dev.ballast.contract.snapshot.ObservabilityConfig.MetricsConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.TracingConfig;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code spec.observability}, as far as pods need it. A section that breaks a rule is left out. */
final class Observability {
    private static final String PATH = "spec.observability";

    private Observability() {}

    /** @param refused whether the part at a path breaks a rule */
    static @Nullable ObservabilityConfig of(@Nullable ObservabilitySpec written, Predicate<String> refused) {
        if (written == null) {
            return null;
        }
        AccessLogSpec accessLog = refused.test(PATH + ".accessLog") ? null : written.accessLog();
        TracingSpec tracing = refused.test(PATH + ".tracing") ? null : written.tracing();
        HeadersSpec headers = refused.test(PATH + ".headers") ? null : written.headers();
        MetricsSpec metrics = refused.test(PATH + ".metrics") ? null : written.metrics();
        ObservabilitySpec.LogLevel level = refused.test(PATH + ".logLevel") ? null : written.logLevel();
        return accessLog == null && tracing == null && headers == null && metrics == null && level == null
                ? null
                : new ObservabilityConfig(
                        accessLog == null ? null : new AccessLogConfig(AccessLogConfig.Mode.valueOf(accessLog.mode().name())),
                        tracing == null ? null : new TracingConfig(tracing.otlpEndpoint(), tracing.samplingPercent()),
                        headers == null ? null : headers(headers),
                        metrics == null ? null : new MetricsConfig(EndpointDetail.valueOf(metrics.endpointDetail().name()), metrics.topK()),
                        level == null ? null : Level.valueOf(level.name()));
    }

    private static HeadersConfig headers(HeadersSpec headers) {
        return new HeadersConfig(headers.forwardedBy() == Shown.Enabled, headers.endpoint() == Shown.Enabled, headers.reason() == Shown.Enabled);
    }
}
