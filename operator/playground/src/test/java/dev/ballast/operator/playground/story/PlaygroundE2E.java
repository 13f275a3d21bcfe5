package dev.ballast.operator.playground.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The stories, told in one playground. */
@TestInstance(Lifecycle.PER_CLASS)
class PlaygroundE2E extends Stories {
    private PlaygroundCluster cluster;

    @BeforeAll
    void start(@TempDir Path work) {
        cluster = new PlaygroundCluster(work);
    }

    @AfterAll
    void stop() {
        cluster.close();
        assertThat(ProcessHandle.current().descendants()).as("processes left behind").isEmpty();
    }

    @Test
    void the_usual_client_works(@TempDir Path home) throws Exception {
        Optional<Path> program = Kubectl.find();
        assumeThat(program).as("kubectl on the PATH").isPresent();
        Scene scene = Scene.of(cluster, "kubectl");
        Kubectl kubectl = new Kubectl(program.orElseThrow(), cluster.kubeconfig(), home, scene.namespace());

        assertThat(kubectl.run("apply", "-f", EXAMPLES.resolve("shop.yaml").toString()))
                .contains("loadbalancer.ballast.dev/shop created", "service/shop created", "deployment.apps/shop created");
        kubectl.run("wait", "--for=condition=Programmed", "loadbalancer/shop", "--timeout=60s");
        assertThat(kubectl.run("get", "lb", "shop")).contains("CLASS", "ADDRESS", "PROGRAMMED", "READY", "AGE").contains("True");
        assertThat(kubectl.run("describe", "lb", "shop")).contains("Name:         shop", "Observed Generation:", "Programmed");
        assertThat(kubectl.run("explain", "lb.spec.listeners.port")).contains("<integer>");
        assertThat(kubectl.run("apply", "-f", EXAMPLES.resolve("shop.yaml").toString())).contains("loadbalancer.ballast.dev/shop unchanged");
        assertThat(kubectl.run("scale", "lb", "shop", "--replicas=3")).contains("scaled");
        kubectl.run("wait", "--for=jsonpath={.status.readyReplicas}=3", "lb/shop", "--timeout=60s");

        String typo = Scene.loadBalancer("typo", "shop").replace("protocol: HTTP", "protocoll: HTTP");
        assertThat(kubectl.attempt(typo, "apply", "-f", "-")).satisfies(result -> {
            assertThat(result.code()).isNotZero();
            assertThat(result.said()).contains("unknown field \"spec.listeners[0].protocoll\"");
        });

        assertThat(kubectl.run("delete", "lb", "shop")).contains("deleted");
        Scene.eventually().untilAsserted(() -> assertThat(kubectl.run("get", "pods", "-l", "ballast.dev/loadbalancer=shop"))
                .contains("No resources found"));
    }

    @Test
    void the_usual_client_goes_on_with_what_the_playground_has_applied(@TempDir Path home) {
        Optional<Path> program = Kubectl.find();
        assumeThat(program).as("kubectl on the PATH").isPresent();
        String namespace = cluster.namespace("begun");
        cluster.apply(EXAMPLES.resolve("shop.yaml"), namespace);
        Kubectl kubectl = new Kubectl(program.orElseThrow(), cluster.kubeconfig(), home, namespace);
        assertThat(kubectl.run("apply", "-f", EXAMPLES.resolve("shop.yaml").toString()))
                .contains("loadbalancer.ballast.dev/shop", "deployment.apps/shop")
                .doesNotContain("Warning");
    }

    @Override
    Cluster cluster() {
        return cluster;
    }
}
