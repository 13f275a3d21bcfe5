package dev.ballast.traffic.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.Retries.Next;
import dev.ballast.traffic.retry.RetryPolicy.Body;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private final Retries retries = new Retries();
    private RetryPolicy policy = new RetryPolicy(1);
    private int port = 1;

    @Test
    void stopsAtTheNumberOfAttempts() {
        policy = new RetryPolicy(2);
        assertThat(failed(Reason.ConnectTimeout)).isEqualTo(Next.CHARGED);
        assertThat(failed(Reason.ResetBeforeResponse)).isEqualTo(Next.CHARGED);
        assertThat(failed(Reason.ConnectTimeout)).isEqualTo(Next.NONE);
        assertThat(retries.charged()).isEqualTo(2);
    }

    @Test
    void triesNothingAgainWithoutAttempts() {
        policy = new RetryPolicy(0);
        assertThat(failed(Reason.ConnectFailure)).isEqualTo(Next.NONE);
    }

    @Test
    void chargesNothingForEndpointsThatRefuse() {
        for (int i = 0; i < Retries.FREE_REFUSALS; i++) {
            assertThat(failed(Reason.ConnectFailure)).isEqualTo(Next.FREE);
        }
        assertThat(failed(Reason.ConnectFailure)).isEqualTo(Next.CHARGED);
        assertThat(failed(Reason.ConnectFailure)).isEqualTo(Next.NONE);
    }

    /** The order in which they come is no reason to lose a request. */
    @Test
    void chargesNothingForEndpointsThatRefuseAfterOneThatBroke() {
        assertThat(failed(Reason.ResetBeforeResponse)).isEqualTo(Next.CHARGED);
        assertThat(failed(Reason.ConnectFailure)).isEqualTo(Next.FREE);
        assertThat(failed(Reason.ConnectFailure)).isEqualTo(Next.FREE);
        assertThat(failed(Reason.ResetBeforeResponse)).isEqualTo(Next.NONE);
    }

    @Test
    void chargesForAnEndpointThatRefusesOnceMore() {
        Endpoint gone = endpoint();
        assertThat(failed(gone, Reason.ConnectFailure)).isEqualTo(Next.FREE);
        assertThat(failed(gone, Reason.ConnectFailure)).isEqualTo(Next.CHARGED);
        assertThat(failed(gone, Reason.ConnectFailure)).isEqualTo(Next.NONE);
        assertThat(retries.tried().contains(gone)).isTrue();
    }

    private Next failed(Reason why) {
        return failed(endpoint(), why);
    }

    private Next failed(Endpoint endpoint, Reason why) {
        Next next = retries.next(endpoint, why.failure(), policy, true, Body.NONE);
        if (next != Next.NONE) {
            retries.follow(endpoint, next);
        }
        return next;
    }

    private Endpoint endpoint() {
        return new Endpoint("shop", EndpointConfig.fixed("127.0.0.1", port++, 1), (endpoint, from, to) -> {});
    }
}
