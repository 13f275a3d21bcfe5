package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.RolloutConfig;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.RolloutState;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A changed list of endpoints is taken over in batches, and taken back when a new one does not serve. */
@ExtendWith(NoLeaks.class)
class RolloutIT {
    private static Snapshots shop(long intervalMillis, int... ports) {
        return snapshot().http("web", "shop").backend("shop", ports).rollingOut(new RolloutConfig(1, intervalMillis));
    }

    private static Backend backend(Running proxy) {
        return Objects.requireNonNull(proxy.dataplane.backends().get("shop"));
    }

    private static List<Integer> used(Running proxy) {
        return backend(proxy).endpoints().stream().map(endpoint -> endpoint.config().port()).toList();
    }

    private static int status(Running proxy) throws IOException {
        try (RawClient client = proxy.client("web")) {
            return client.get("/").answer().status();
        }
    }

    @Test
    void new_endpoints_come_one_after_the_other() throws Exception {
        try (Endpoint a = Endpoint.saying("a");
                Endpoint b = Endpoint.saying("b");
                Endpoint v = Endpoint.saying("v");
                Endpoint w = Endpoint.saying("w");
                Running proxy = new Running().install(shop(100, a.port(), b.port()))) {
            assertThat(proxy.dataplane.moving()).isFalse();
            proxy.install(shop(100, v.port(), w.port()));
            assertThat(used(proxy)).hasSize(2).containsAnyOf(v.port(), w.port()).containsAnyOf(a.port(), b.port());
            await().until(() -> {
                assertThat(status(proxy)).isEqualTo(200);
                proxy.dataplane.advance();
                return !proxy.dataplane.moving();
            });
            assertThat(used(proxy)).containsExactlyInAnyOrder(v.port(), w.port());
            assertThat(backend(proxy).rollout()).isEqualTo(RolloutState.SETTLED);
        }
    }

    @Test
    void a_new_endpoint_that_does_not_serve_takes_the_whole_list_back() throws Exception {
        try (Endpoint a = Endpoint.saying("a");
                Endpoint b = Endpoint.saying("b");
                Running proxy = new Running().install(shop(3_600_000, a.port(), b.port()))) {
            proxy.install(shop(3_600_000, a.port(), HttpIT.freePort()));
            assertThat(used(proxy)).hasSize(2).contains(a.port()).doesNotContain(b.port());
            await().until(() -> {
                assertThat(status(proxy)).as("tried again elsewhere").isEqualTo(200);
                proxy.dataplane.advance();
                return backend(proxy).rollout() == RolloutState.ROLLED_BACK;
            });
            assertThat(used(proxy)).containsExactlyInAnyOrder(a.port(), b.port());
            assertThat(proxy.metric("ballast_rollbacks_total")).isEqualTo(1);
            assertThat(proxy.dataplane.moving()).isFalse();
        }
    }
}
