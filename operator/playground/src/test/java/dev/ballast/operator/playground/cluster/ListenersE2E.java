package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.operator.playground.story.SteadyLoad;
import dev.ballast.operator.playground.story.SteadyLoad.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Listeners come and go in running pods. */
@Tag("cluster")
@ExtendWith(Installed.class)
class ListenersE2E {
    @Test
    void takesOneMoreAndOneLessWithoutANewPodOrALostRequest(Site site) throws InterruptedException {
        site.echo("shop", 2);
        String one = Manifests.loadBalancer("shop", "shop");
        String two = one.replace("backend: shop}]", "backend: shop}, {name: more, port: 81, protocol: HTTP, backend: shop}]");
        site.program(one, "shop");
        InetSocketAddress address = site.address("shop", 80);
        List<String> replicaSets = replicaSets(site);
        List<String> pods = pods(site);

        try (SteadyLoad load = SteadyLoad.on(address)) {
            for (int round = 0; round < 3; round++) {
                site.program(two, "shop");
                List<InetSocketAddress> added = site.podAddresses("shop", 81);
                assertThat(SteadyLoad.burst(added, 50).failures()).isEmpty();
                site.program(one, "shop");
                added.forEach(gone -> assertThatThrownBy(() -> new Socket(gone.getAddress(), gone.getPort()).close())
                        .hasMessageContaining("refused"));
            }
            Outcome outcome = load.stop();

            Site.figure("a listener added and removed three times", outcome);
            assertThat(outcome.failures()).isEmpty();
        }
        assertThat(replicaSets(site)).isEqualTo(replicaSets);
        assertThat(pods(site)).isEqualTo(pods);
    }

    private static List<String> replicaSets(Site site) {
        return site.client().apps().replicaSets().inNamespace(site.namespace()).withLabel("ballast.dev/loadbalancer", "shop").list().getItems()
                .stream().map(ReplicaSet::getMetadata).map(metadata -> metadata.getUid()).sorted().toList();
    }

    /** With the number of restarts: a container that began anew is another one too. */
    private static List<String> pods(Site site) {
        return site.pods("shop").stream().map(ListenersE2E::identity).sorted().toList();
    }

    private static String identity(Pod pod) {
        return pod.getMetadata().getUid() + " " + pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
    }
}
