package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.operator.playground.story.SteadyLoad;
import dev.ballast.operator.playground.story.SteadyLoad.Outcome;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods of ours are deleted while traffic flows. */
@Tag("cluster")
@ExtendWith(Installed.class)
class DisruptionE2E {
    @Test
    void losesNoRequestWhenADataplanePodOrTheOperatorIsDeleted(Site site) throws InterruptedException {
        site.echo("shop", 2);
        site.program(Manifests.loadBalancer("shop", "shop"), "shop");
        InetSocketAddress address = site.address("shop", 80);

        try (SteadyLoad load = SteadyLoad.on(address)) {
            String victim = site.pods("shop").getFirst().getMetadata().getName();
            site.kubectl("delete", "pod", victim);
            await().atMost(Duration.ofSeconds(60)).until(() -> site.pods("shop").stream().filter(Readiness::isPodReady).count() == 2);

            Command.run("kubectl", "-n", Installed.NAMESPACE, "delete", "pod", "-l", "app.kubernetes.io/component=operator");
            Command.run("kubectl", "-n", Installed.NAMESPACE, "rollout", "status", "deployment/ballast-operator", "--timeout=120s");
            site.echo("late", 1);
            site.program(Manifests.loadBalancer("shop", "late"), "shop");
            Outcome outcome = load.stop();

            Site.figure("a dataplane pod deleted, then the operator", outcome);
            assertThat(outcome.failures()).isEmpty();
            assertThat(SteadyLoad.burst(List.of(address), 50).answeredBy())
                    .as("the new operator's change is in use")
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("late-"));
        }
    }

    @Test
    void leavesNothingBehindWhenALoadBalancerIsDeleted(Site site) {
        site.echo("short", 1);
        List<String> before = everything(site);
        site.program(Manifests.loadBalancer("brief", "short"), "brief");
        assertThat(everything(site)).hasSizeGreaterThan(before.size()).contains("poddisruptionbudget.policy/brief-ballast");

        site.kubectl("scale", "loadbalancer/brief", "--replicas=1");
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() ->
                assertThat(everything(site)).doesNotContain("poddisruptionbudget.policy/brief-ballast"));
        site.kubectl("delete", "loadbalancer", "brief");

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(everything(site)).isEqualTo(before));
    }

    /** Every object of every kind that can be listed, events apart: they tell what was. */
    private static List<String> everything(Site site) {
        String kinds = Command.run("kubectl", "api-resources", "--namespaced", "--verbs=list", "-o", "name")
                .lines()
                .filter(kind -> !kind.startsWith("events"))
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();
        return site.kubectl("get", kinds, "-o", "name", "--ignore-not-found")
                .lines()
                .filter(line -> !line.startsWith("Warning"))
                .filter(line -> !line.contains("/shop") && !line.contains("/late"))
                .sorted()
                .toList();
    }
}
