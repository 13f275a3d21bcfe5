package dev.ballast.contract.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much comes in.
 *
 * @param maxConnections client connections of the process, all listeners together; 0 = what open files allow, which is the limit in any case
 * @param rateLimits of requests
 * @param fleet who shares those of scope Fleet; present exactly where there is one
 */
public record LimitsConfig(int maxConnections, List<RateLimitConfig> rateLimits, @Nullable FleetConfig fleet) {
    public LimitsConfig {
        rateLimits = rateLimits.stream().sorted(Comparator.comparing(RateLimitConfig::name)).toList();
    }

    /** The same where listeners of these names are gone; null where nothing is limited then. */
    @Nullable LimitsConfig without(Set<String> names) {
        List<RateLimitConfig> rest = rateLimits.stream()
                .map(limit -> limit.on(limit.listeners().stream().filter(name -> !names.contains(name)).toList()))
                .filter(limit -> !limit.listeners().isEmpty())
                .toList();
        boolean shared = rest.stream().anyMatch(limit -> limit.scope() == RateLimitConfig.Scope.Fleet);
        return maxConnections == 0 && rest.isEmpty() ? null : new LimitsConfig(maxConnections, rest, shared ? fleet : null);
    }

    /** Of which each pod counts for itself. */
    public LimitsConfig(int maxConnections, List<RateLimitConfig> rateLimits) {
        this(maxConnections, rateLimits, null);
    }

    /** Of connections only. */
    public LimitsConfig(int maxConnections) {
        this(maxConnections, List.of());
    }
}
