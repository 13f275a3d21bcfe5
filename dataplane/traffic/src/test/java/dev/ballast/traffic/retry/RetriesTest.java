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
        for (int i = 0; i < Retries.FREE_DEPARTURES; i++) {
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
    void chargesNothingForEndpointsThatBreakAsTheyGoDown() {
        for (int i = 0; i < Retries.FREE_DEPARTURES; i++) {
            Endpoint going = endpoint();
            going.drain();
            assertThat(failed(going, Reason.ResetBeforeResponse)).isEqualTo(Next.FREE);
        }
        Endpoint one = endpoint();
        one.drain();
        assertThat(failed(one, Reason.ResetBeforeResponse)).isEqualTo(Next.CHARGED);
    }

    /** It breaks before anybody has told us that it was told to go. */
    @Test
    void asksOnceMoreWhetherTheEndpointWentDown() {
        assertThat(failed(Reason.ResetBeforeResponse)).isEqualTo(Next.CHARGED);
        Endpoint second = endpoint();
        assertThat(failed(second, Reason.ResetBeforeResponse)).isEqualTo(Next.NONE);
        assertThat(perhapsLater(second, Reason.ResetBeforeResponse, true)).isTrue();
        assertThat(perhapsLater(second, Reason.ResetBeforeResponse, false)).as("done twice, perhaps").isFalse();
        assertThat(perhapsLater(second, Reason.ConnectTimeout, true)).as("not by going down").isFalse();
        second.drain();
        assertThat(failed(second, Reason.ResetBeforeResponse)).isEqualTo(Next.FREE);
        assertThat(perhapsLater(second, Reason.ResetBeforeResponse, true)).as("tried already").isFalse();
    }

    private boolean perhapsLater(Endpoint endpoint, Reason why, boolean idempotent) {
        return retries.perhapsLater(endpoint, why.failure(), policy, idempotent, Body.NONE);
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
