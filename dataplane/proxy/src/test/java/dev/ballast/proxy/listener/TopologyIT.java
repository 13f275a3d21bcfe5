package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is near is asked first. {@link Running} is in zone {@code a}. */
class TopologyIT {
    private static Snapshots shop(TopologyConfig topology, Endpoint near, Endpoint far) {
        return snapshot()
                .http("web", "shop")
                .backend("shop", policy -> policy.withTopology(topology), near.port(), far.port())
                .inZone("a", near.port())
                .inZone("b", far.port());
    }

    private static Set<String> answers(Running proxy) throws IOException {
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            try (RawClient client = proxy.client("web")) {
                answers.add(client.get("/").answer().body());
            }
        }
        return answers;
    }

    @Test
    void the_own_zone_answers_until_it_is_evacuated_or_gone() throws Exception {
        TopologyConfig plain = new TopologyConfig(Preference.PreferSameZone, List.of());
        try (Endpoint far = Endpoint.saying("far"); Running proxy = new Running()) {
            try (Endpoint near = Endpoint.saying("near")) {
                proxy.install(shop(plain, near, far));
                assertThat(answers(proxy)).containsExactly("near");
                proxy.install(shop(new TopologyConfig(Preference.PreferSameZone, List.of("a")), near, far));
                assertThat(answers(proxy)).containsExactly("far");
                proxy.install(shop(plain, near, far));
                assertThat(answers(proxy)).containsExactly("near");
            }
            assertThat(answers(proxy)).as("tried again elsewhere").containsExactly("far");
        }
    }
}
