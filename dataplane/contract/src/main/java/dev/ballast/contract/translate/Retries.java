package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.BackoffSpec;
import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.RetriesSpec;
import dev.ballast.contract.manifest.RetryBudgetSpec;
import dev.ballast.contract.snapshot.BackendConfig.RetryCondition;
import dev.ballast.contract.snapshot.BackendConfig.RetryConfig;
import org.jspecify.annotations.Nullable;

/** The section {@code retries} of a policy, but for its attempts. */
final class Retries {
    private Retries() {}

    /** Null where everything is as usual. */
    static @Nullable RetryConfig translate(RetriesSpec spec) {
        BackoffSpec backoff = spec.backoff() == null ? Defaults.of(BackoffSpec.class) : spec.backoff();
        RetryBudgetSpec budget = spec.budget() == null ? Defaults.of(RetryBudgetSpec.class) : spec.budget();
        RetryConfig config = new RetryConfig(
                spec.conditions().stream().map(Retries::condition).toList(),
                spec.nonIdempotent() == RetriesSpec.NonIdempotent.Allow,
                backoff.base().toMillis(),
                backoff.max().toMillis(),
                budget.percent(),
                budget.minPerSecond(),
                spec.perTryTimeout().toMillis(),
                (int) spec.maxBodyBytes().bytes());
        return config.equals(RetryConfig.STANDARD) ? null : config;
    }

    private static RetryCondition condition(RetriesSpec.Condition condition) {
        return switch (condition) {
            case ConnectFailure -> RetryCondition.ConnectFailure;
            case RefusedStream -> RetryCondition.RefusedStream;
            case ResetBeforeResponse -> RetryCondition.ResetBeforeResponse;
        };
    }
}
