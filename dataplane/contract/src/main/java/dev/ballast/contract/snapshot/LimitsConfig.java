package dev.ballast.contract.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * How much comes in.
 *
 * @param maxConnections client connections of the process, all listeners together; 0 = what open files allow, which is the limit in any case
 * @param rateLimits of requests
 */
public record LimitsConfig(int maxConnections, List<RateLimitConfig> rateLimits) {
    public LimitsConfig {
        rateLimits = rateLimits.stream().sorted(Comparator.comparing(RateLimitConfig::name)).toList();
    }

    /** Of connections only. */
    public LimitsConfig(int maxConnections) {
        this(maxConnections, List.of());
    }
}
