package dev.ballast.traffic.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.RetryCondition;
import dev.ballast.contract.snapshot.BackendConfig.RetryConfig;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.RetryPolicy.Body;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private final RetryPolicy once = new RetryPolicy(1);

    @ParameterizedTest(name = "{0}, idempotent {1}, body {2}: again {3}")
    @CsvSource({
        "ConnectFailure,      false, NONE,       true",
        "ConnectFailure,      false, REPLAYABLE, true",
        "ConnectTimeout,      false, NONE,       true",
        "ConnectFailure,      true,  CONSUMED,   false",
        "ResetBeforeResponse, true,  NONE,       true",
        "ResetBeforeResponse, true,  REPLAYABLE, true",
        "ResetBeforeResponse, true,  CONSUMED,   false",
        "ResetBeforeResponse, false, NONE,       false",
        "ResetDuringResponse, true,  NONE,       false",
        "ResponseTimeout,     true,  NONE,       false",
        "TryTimeout,          true,  REPLAYABLE, true",
        "TryTimeout,          false, NONE,       false",
        "ClientReset,         true,  NONE,       false",
        "LocalResources,      true,  NONE,       false",
        "NoEndpoint,          true,  NONE,       false",
    })
    void triesAgainOnlyWhatCanDoNoHarm(Reason reason, boolean idempotent, Body body, boolean again) {
        assertThat(once.again(reason.failure(), idempotent, body)).isEqualTo(again);
    }

    @Test
    void triesAgainOnlyAfterWhatIsNamed() {
        RetryPolicy refusals = new RetryPolicy(1, with(List.of(RetryCondition.ConnectFailure), false, 0, 0));
        assertThat(refusals.again(Reason.ConnectTimeout.failure(), false, Body.NONE)).isTrue();
        assertThat(refusals.again(Reason.EndpointCertificate.failure(), false, Body.NONE)).isTrue();
        assertThat(refusals.again(Reason.ResetBeforeResponse.failure(), true, Body.NONE)).isFalse();
        RetryPolicy resets = new RetryPolicy(1, with(List.of(RetryCondition.ResetBeforeResponse), false, 0, 0));
        assertThat(resets.again(Reason.ConnectFailure.failure(), true, Body.NONE)).isFalse();
        assertThat(resets.again(Reason.ResetBeforeResponse.failure(), true, Body.NONE)).isTrue();
    }

    @Test
    void doesWhatIsNotIdempotentTwiceOnlyWhereTheUserSaysSo() {
        RetryPolicy allowing = new RetryPolicy(1, with(RetryConfig.STANDARD.on(), true, 0, 0));
        assertThat(allowing.again(Reason.ResetBeforeResponse.failure(), false, Body.REPLAYABLE)).isTrue();
        assertThat(allowing.again(Reason.ResetBeforeResponse.failure(), false, Body.CONSUMED)).isFalse();
        assertThat(allowing.again(Reason.ResetDuringResponse.failure(), false, Body.NONE)).isFalse();
    }

    @Test
    void waitsUpToABoundThatDoubles() {
        RetryPolicy policy = new RetryPolicy(9, with(RetryConfig.STANDARD.on(), false, 25, 250));
        List<Integer> bounds = new ArrayList<>();
        for (int retries = 0; retries < 6; retries++) {
            policy.backoffMillis(retries, bound -> {
                bounds.add(bound - 1);
                return 0;
            });
        }
        assertThat(bounds).containsExactly(25, 50, 100, 200, 250, 250);
        assertThat(policy.backoffMillis(3, bound -> bound - 1)).isEqualTo(200);
        assertThat(policy.backoffMillis(40, bound -> bound - 1)).as("no overflow").isEqualTo(250);
        assertThat(new RetryPolicy(1, with(List.of(), false, 0, 0)).backoffMillis(0, bound -> 7)).isZero();
    }

    private static RetryConfig with(List<RetryCondition> on, boolean nonIdempotent, long base, long max) {
        return new RetryConfig(on, nonIdempotent, base, max, 20, 10, 0, 1024);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void neverTriesAgainForWhatIsNotTheEndpointsDoing(Reason reason) {
        if (reason.side() != Reason.Side.ENDPOINT) {
            assertThat(reason.advice()).isEqualTo(Reason.Advice.NEVER);
        }
    }
}
