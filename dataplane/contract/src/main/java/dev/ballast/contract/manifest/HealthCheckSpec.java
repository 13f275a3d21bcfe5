package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How an endpoint that does not serve is noticed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How an endpoint that does not serve is noticed.")
public record HealthCheckSpec(
        @Doc("By probes. Absent: none.") @Nullable ActiveHealthCheckSpec active,
        @Doc("By the traffic itself.") @Nullable PassiveHealthCheckSpec passive,
        @Doc("When fewer of the endpoints are well, the fault is likelier on this side, and all are used; 0 = only when none is well.")
        @Default("50") @Bounds(min = 0, max = 100)
        Integer panicThresholdPercent) {
    public HealthCheckSpec {
        panicThresholdPercent = panicThresholdPercent == null ? 50 : panicThresholdPercent;
    }
}
