package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How an endpoint that does not serve is noticed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How an endpoint that does not serve is noticed.")
public record HealthCheckSpec(@Doc("By the traffic itself.") @Nullable PassiveHealthCheckSpec passive) {}
