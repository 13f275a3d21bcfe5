package dev.ballast.operator.controller.dependent;

import dev.ballast.contract.manifest.DrainSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.ResourcesSpec;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.Names;
import dev.ballast.operator.controller.identity.Ports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The dataplane pods. The template does not depend on listeners, backends or TLS, so that no such change restarts a pod; it runs under
 * Pod Security {@code restricted}.
 */
public final class DataplaneDeployment {
    /** What a pod is given beyond its drain: to end after the last connection was cut. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    private static final long USER = 65532;

    private DataplaneDeployment() {}

    /**
     * What pods run.
     *
     * @param name of the image
     * @param pullPolicy as Kubernetes has it
     * @param args of the image's entrypoint
     * @param pullSecrets names of Secrets, in the namespace of the pods
     */
    public record Image(String name, String pullPolicy, List<String> args, List<String> pullSecrets) {}

    public static Deployment desired(Names names, LoadBalancerSpec spec, Image image) {
        return new DeploymentBuilder()
                .withMetadata(Metadata.of(names, names.dataplane()))
                .withNewSpec()
                .withReplicas(replicas(spec))
                .withNewSelector()
                .withMatchLabels(names.selector())
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(0))
                .withMaxSurge(new IntOrString("25%"))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Labels.of(names, Metadata.COMPONENT))
                .endMetadata()
                .withSpec(pod(names, spec, image))
                .endTemplate()
                .endSpec()
                .build();
    }

    /** The number of pods that the spec asks for. */
    public static int replicas(LoadBalancerSpec spec) {
        return spec.scaling().replicas();
    }

    private static PodSpec pod(Names names, LoadBalancerSpec spec, Image image) {
        return new PodSpecBuilder()
                .withServiceAccountName(names.dataplane())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(grace(spec).toSeconds())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(names.selector())
                .endLabelSelector()
                .endTopologySpreadConstraint()
                .withImagePullSecrets(image.pullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withContainers(container(names, spec, image))
                .withVolumes(volumes(names))
                .build();
    }

    /** The pod announces its going, drains, and is cut off after the drain's own deadline: the kubelet waits a little longer. */
    private static Duration grace(LoadBalancerSpec spec) {
        DrainSpec drain = spec.rollout() == null ? null : spec.rollout().drain();
        Duration timeout = drain == null ? Duration.ofSeconds(60) : drain.timeout().value();
        return timeout.plus(MARGIN);
    }

    private static Container container(Names names, LoadBalancerSpec spec, Image image) {
        return new ContainerBuilder()
                .withName("dataplane")
                .withImage(image.name())
                .withImagePullPolicy(image.pullPolicy())
                .withArgs(image.args())
                .addNewEnv()
                .withName("BALLAST_OWNER")
                .withValue(names.owner())
                .endEnv()
                .addToEnv(own("BALLAST_NODE", "spec.nodeName"), own("BALLAST_ZONE", "metadata.labels['topology.kubernetes.io/zone']"))
                .addNewPort()
                .withName("channel")
                .withContainerPort(Ports.CHANNEL)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("metrics")
                .withContainerPort(Ports.PROBES)
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/readyz")
                .withNewPort("metrics")
                .endHttpGet()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(2)
                .withFailureThreshold(2)
                .endReadinessProbe()
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPath("/healthz")
                .withNewPort("metrics")
                .endHttpGet()
                .withInitialDelaySeconds(10)
                .withPeriodSeconds(10)
                .withTimeoutSeconds(5)
                .withFailureThreshold(3)
                .endLivenessProbe()
                .withResources(resources(spec))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("boot")
                .withMountPath("/etc/ballast/boot")
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tls")
                .withMountPath("/etc/ballast/tls")
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("run")
                .withMountPath("/var/run/ballast")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .build();
    }

    /** What a pod is told of itself; nothing where it does not have that, such as the label of its zone before Kubernetes 1.35. */
    private static EnvVar own(String variable, String field) {
        return new EnvVarBuilder().withName(variable).withNewValueFrom().withNewFieldRef("v1", field).endValueFrom().build();
    }

    private static List<Volume> volumes(Names names) {
        return List.of(
                new VolumeBuilder()
                        .withName("boot")
                        .withNewSecret()
                        .withSecretName(names.bootSecret())
                        .withOptional(true)
                        .endSecret()
                        .build(),
                new VolumeBuilder()
                        .withName("tls")
                        .withNewSecret()
                        .withSecretName(names.tlsSecret())
                        .endSecret()
                        .build(),
                memory("run"),
                memory("tmp"));
    }

    private static Volume memory(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("16Mi"))
                .endEmptyDir()
                .build();
    }

    private static ResourceRequirements resources(LoadBalancerSpec spec) {
        ResourcesSpec written = spec.infrastructure() == null || spec.infrastructure().pod() == null
                ? null
                : spec.infrastructure().pod().resources();
        ResourcesSpec resources = written == null
                ? new ResourcesSpec(Map.of("cpu", "100m", "memory", "128Mi"), Map.of("memory", "256Mi"))
                : written;
        return new ResourceRequirementsBuilder()
                .withRequests(resources.requests().isEmpty() ? null : quantities(resources.requests()))
                .withLimits(resources.limits().isEmpty() ? null : quantities(resources.limits()))
                .build();
    }

    private static Map<String, Quantity> quantities(Map<String, String> written) {
        Map<String, Quantity> quantities = new TreeMap<>();
        written.forEach((name, amount) -> quantities.put(name, Quantity.parse(amount)));
        return quantities;
    }
}
