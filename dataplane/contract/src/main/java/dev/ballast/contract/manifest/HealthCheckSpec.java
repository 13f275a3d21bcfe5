package dev.ballast.contract.manifest;

import org.jspecify.annotations.Nullable;

/** How an endpoint that does not serve is noticed. */
@Doc("How an endpoint that does not serve is noticed.")
public record HealthCheckSpec(@Doc("By the traffic itself.") @Nullable PassiveHealthCheckSpec passive) {}
