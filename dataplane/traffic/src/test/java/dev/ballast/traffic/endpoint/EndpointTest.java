package dev.ballast.traffic.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.endpoint.Endpoint.Ejection;
import dev.ballast.traffic.endpoint.Endpoint.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private final List<String> moves = new ArrayList<>();
    private final EndpointConfig ready = EndpointConfig.fixed("10.0.0.1", 80, 1);
    private final EndpointConfig terminating = new EndpointConfig(ready.id(), ready.address(), 80, 1, EndpointConfig.State.Terminating);
    private final Endpoint endpoint = new Endpoint("shop", ready, (which, from, to) -> moves.add(from + " " + to));

    @Test
    void beginsAsTheSnapshotSays() {
        assertThat(endpoint.state()).isEqualTo(EndpointState.READY);
        assertThat(new Endpoint("shop", terminating, EndpointListener.none()).state()).isEqualTo(EndpointState.TERMINATING);
    }

    @Test
    void leftOutOfTheSnapshotItEndsWhatItHasAndIsGone() {
        endpoint.acquire();
        endpoint.acquire();
        endpoint.drain();
        endpoint.release();
        assertThat(endpoint.state()).isEqualTo(EndpointState.DRAINING);
        endpoint.release();
        assertThat(endpoint.state()).isEqualTo(EndpointState.GONE);
        assertThat(moves).containsExactly("READY DRAINING", "DRAINING GONE");
    }

    @Test
    void leftOutWithoutWorkItIsGoneAtOnce() {
        endpoint.drain();
        endpoint.drain();
        assertThat(moves).containsExactly("READY DRAINING", "DRAINING GONE");
    }

    @Test
    void staysEjectedWhileTheSnapshotCallsItReady() {
        assertThat(endpoint.eject(endpoint.standing(), new Ejection(1, 5), "why")).isTrue();
        endpoint.reconfigure(EndpointConfig.fixed("10.0.0.1", 80, 7));
        assertThat(endpoint.state()).isEqualTo(EndpointState.EJECTED);
        assertThat(endpoint.config().weight()).isEqualTo(7);
        endpoint.reconfigure(terminating);
        assertThat(endpoint.state()).isEqualTo(EndpointState.TERMINATING);
        endpoint.reconfigure(ready);
        assertThat(moves).containsExactly("READY EJECTED", "EJECTED TERMINATING", "TERMINATING READY");
    }

    @Test
    void doesNotMoveFromAStandingThatHasPassed() {
        Standing seen = endpoint.standing();
        endpoint.reconfigure(terminating);
        assertThat(endpoint.eject(seen, new Ejection(1, 5), "why")).isFalse();
        assertThat(endpoint.readmit(endpoint.standing())).isFalse();
        assertThat(endpoint.state()).isEqualTo(EndpointState.TERMINATING);
    }

    @Test
    void countsExactlyWithManyThreads() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.submit(() -> {
                    for (int n = 0; n < 10_000; n++) {
                        endpoint.acquire();
                        endpoint.countConnectFailure();
                        endpoint.release();
                    }
                });
            }
        }
        assertThat(endpoint.inFlight()).isZero();
        assertThat(endpoint.leased()).isEqualTo(40_000);
        assertThat(endpoint.connectFailures()).isEqualTo(40_000);
    }

    @Test
    void aFullOneGivesNoLeaseAndCountsNone() {
        assertThat(endpoint.acquire(1)).isTrue();
        assertThat(endpoint.acquire(1)).isFalse();
        assertThat(endpoint.inFlight()).isEqualTo(1);
        assertThat(endpoint.leased()).isEqualTo(1);
    }

    @Test
    void heldBackByHandItStaysSoWhateverSnapshotsSay() {
        endpoint.holdBack(true);
        endpoint.reconfigure(EndpointConfig.fixed("10.0.0.1", 80, 7));
        assertThat(endpoint.state()).isEqualTo(EndpointState.TERMINATING);
        endpoint.holdBack(false);
        assertThat(moves).containsExactly("READY TERMINATING", "TERMINATING READY");
    }
}
