package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.ActiveHealthCheckSpec;
import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.HealthCheckSpec;
import dev.ballast.contract.manifest.PassiveHealthCheckSpec;
import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.StatusRange;

/** The section {@code healthCheck} of a policy. */
final class HealthChecks {
    private HealthChecks() {}

    static HealthConfig translate(HealthCheckSpec spec) {
        return new HealthConfig(
                spec.active() == null ? null : active(spec.active()),
                passive(spec.passive() == null ? Defaults.of(PassiveHealthCheckSpec.class) : spec.passive()),
                spec.panicThresholdPercent());
    }

    private static ActiveConfig active(ActiveHealthCheckSpec spec) {
        return new ActiveConfig(
                switch (spec.type()) {
                    case HTTP -> ProbeType.HTTP;
                    case TCP -> ProbeType.TCP;
                    case GRPC -> ProbeType.GRPC;
                },
                spec.interval().toMillis(),
                spec.timeout().toMillis(),
                spec.healthyThreshold(),
                spec.unhealthyThreshold(),
                spec.path(),
                spec.expectedStatuses().stream().map(HealthChecks::range).toList(),
                spec.port());
    }

    /** Of {@code 200} or {@code 200-399}; one that is the wrong way round is turned. */
    private static StatusRange range(String text) {
        int first = Integer.parseInt(text.substring(0, 3));
        int last = text.length() == 3 ? first : Integer.parseInt(text.substring(4));
        return new StatusRange(Math.min(first, last), Math.max(first, last));
    }

    private static PassiveConfig passive(PassiveHealthCheckSpec spec) {
        return new PassiveConfig(
                spec.consecutiveConnectFailures(),
                spec.consecutive5xx(),
                spec.baseEjectionTime().toMillis(),
                spec.maxEjectionTime().toMillis(),
                spec.maxEjectionPercent());
    }
}
