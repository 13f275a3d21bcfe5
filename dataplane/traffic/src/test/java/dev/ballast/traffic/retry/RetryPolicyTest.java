package dev.ballast.traffic.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.RetryPolicy.Body;
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
        "ClientReset,         true,  NONE,       false",
        "LocalResources,      true,  NONE,       false",
        "NoEndpoint,          true,  NONE,       false",
    })
    void triesAgainOnlyWhatCanDoNoHarm(Reason reason, boolean idempotent, Body body, boolean again) {
        assertThat(once.again(reason.failure(), 0, 0, idempotent, body)).isEqualTo(again);
    }

    @Test
    void stopsAtTheNumberOfAttempts() {
        assertThat(new RetryPolicy(2).again(Reason.ConnectTimeout.failure(), 1, 0, true, Body.NONE)).isTrue();
        assertThat(new RetryPolicy(2).again(Reason.ConnectTimeout.failure(), 2, 0, true, Body.NONE)).isFalse();
        assertThat(new RetryPolicy(0).again(Reason.ConnectFailure.failure(), 0, 0, true, Body.NONE)).isFalse();
    }

    @Test
    void chargesNothingForTheFirstRefusedConnections() {
        assertThat(once.again(Reason.ConnectFailure.failure(), 3, 3, false, Body.NONE)).isTrue();
        assertThat(once.again(Reason.ResetBeforeResponse.failure(), 3, 3, true, Body.NONE)).isTrue();
        assertThat(once.again(Reason.ConnectFailure.failure(), 4, 4, false, Body.NONE)).isFalse();
        assertThat(once.again(Reason.ConnectFailure.failure(), 4, 3, false, Body.NONE)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void neverTriesAgainForWhatIsNotTheEndpointsDoing(Reason reason) {
        if (reason.side() != Reason.Side.ENDPOINT) {
            assertThat(reason.advice()).isEqualTo(Reason.Advice.NEVER);
        }
    }
}
