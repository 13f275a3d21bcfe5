package dev.ballast.operator.controller.dependent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.DrainSpec;
import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.RolloutSpec;
import dev.ballast.contract.manifest.ScalingSpec;
import dev.ballast.operator.controller.identity.Names;
import dev.ballast.operator.controller.testing.Snapshots;
import dev.ballast.operator.controller.testing.Specs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataplaneDeploymentTest {
    private static final Names NAMES = new Names("store", "shop", "uid-1");
    private static final DataplaneDeployment.Image IMAGE =
            new DataplaneDeployment.Image("ballast/dataplane:1", "IfNotPresent", List.of("pod"), List.of());

    private final LoadBalancerSpec spec = Specs.http("shop", 8080);

    @Test
    void theTemplateDoesNotDependOnWhatIsServed() {
        LoadBalancerSpec other = Specs.of(
                List.of(Specs.https("secure", 443, "cert"), Specs.listener("more", 8081)),
                spec.backends().toArray(BackendSpec[]::new));

        assertThat(deployment(other)).isEqualTo(deployment(spec));
    }

    @Test
    void thePodIsRestricted() {
        PodSpec pod = deployment(spec).getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();

        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(pod.getVolumes()).filteredOn(volume -> volume.getSecret() != null)
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactly("shop-ballast-boot", "shop-ballast-tls");
    }

    @Test
    void thePodIsToldWhereItRuns() {
        Container container = deployment(spec).getSpec().getTemplate().getSpec().getContainers().getFirst();

        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getValueFrom() != null)
                .extracting(EnvVar::getName, variable -> variable.getValueFrom().getFieldRef().getFieldPath())
                .containsExactly(
                        tuple("BALLAST_NODE", "spec.nodeName"), tuple("BALLAST_ZONE", "metadata.labels['topology.kubernetes.io/zone']"));
    }

    @Test
    void thePodIsGivenItsDrainAndAMargin() {
        LoadBalancerSpec slow = new LoadBalancerSpec(
                "default",
                null,
                spec.listeners(),
                spec.backends(),
                null,
                null,
                new RolloutSpec(new DrainSpec(GepDuration.of("10s"), GepDuration.of("5m"))),
                new ScalingSpec(3),
                null,
                null);

        assertThat(grace(spec)).isEqualTo(70);
        assertThat(grace(slow)).isEqualTo(310);
        assertThat(deployment(slow).getSpec().getReplicas()).isEqualTo(3);
    }

    @Test
    void theServiceMapsPortsToTheOnesThatPodsBind() {
        Service service = TrafficService.desired(NAMES, spec, List.of(Snapshots.http("web", 80))).orElseThrow();

        assertThat(service.getSpec().getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getPort()).isEqualTo(80);
            assertThat(port.getTargetPort().getIntVal()).isEqualTo(10_080);
        });
        assertThat(service.getSpec().getType()).isEqualTo("LoadBalancer");
        assertThat(TrafficService.desired(NAMES, spec, List.of())).as("a Service has at least one port").isEmpty();
    }

    private static long grace(LoadBalancerSpec spec) {
        return deployment(spec).getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();
    }

    private static Deployment deployment(LoadBalancerSpec spec) {
        return DataplaneDeployment.desired(NAMES, spec, IMAGE);
    }
}
