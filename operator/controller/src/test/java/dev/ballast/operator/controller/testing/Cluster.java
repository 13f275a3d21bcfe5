package dev.ballast.operator.controller.testing;

import static org.awaitility.Awaitility.await;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.controller.dependent.DataplaneDeployment;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.main.OperatorProcess;
import dev.ballast.operator.controller.main.Settings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A namespace of its own with an operator that looks after it, and the words in which the tests tell their stories. */
public final class Cluster implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final List<Runnable> running = new ArrayList<>();

    public Cluster(KubernetesClient client) {
        this.client = client;
        this.namespace = "test-" + UUID.randomUUID().toString().substring(0, 8);
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
                .create();
    }

    public String namespace() {
        return namespace;
    }

    public KubernetesClient client() {
        return client;
    }

    /** Starts an operator that looks after this namespace only. */
    public OperatorProcess operator() {
        return operator("operator", false);
    }

    /** Starts one of several. */
    public OperatorProcess operator(String identity, boolean leaderElection) {
        Settings settings = new Settings(
                namespace,
                identity,
                Set.of(namespace),
                "default",
                new DataplaneDeployment.Image("ballast/dataplane:test", "IfNotPresent", List.of("pod"), List.of()),
                leaderElection,
                0);
        OperatorProcess process = new OperatorProcess(client, settings, InstantSource.system(), () -> {});
        running.add(process::close);
        process.start();
        return process;
    }

    /** Creates a LoadBalancer, or changes it, as {@code kubectl apply --server-side} does: a status that is written meanwhile is no conflict. */
    public LoadBalancer apply(String name, LoadBalancerSpec spec) {
        LoadBalancer lb = new LoadBalancer();
        lb.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        lb.setSpec(spec);
        return client.resource(lb).fieldManager("user").forceConflicts().serverSideApply();
    }

    public @Nullable LoadBalancer find(String name) {
        return client.resources(LoadBalancer.class).inNamespace(namespace).withName(name).get();
    }

    /** A condition as it stands. */
    public Optional<Condition> condition(String lb, String type) {
        LoadBalancer found = find(lb);
        if (found == null || found.getStatus() == null || found.getStatus().conditions() == null) {
            return Optional.empty();
        }
        return found.getStatus().conditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    /** {@code "True Programmed"}; {@code "absent"} while there is none, or while it speaks of an older generation. */
    public String state(String lb, String type) {
        LoadBalancer found = Objects.requireNonNull(find(lb));
        return condition(lb, type)
                .filter(condition -> Objects.equals(condition.getObservedGeneration(), found.getMetadata().getGeneration()))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .orElse("absent");
    }

    public void awaitState(String lb, String type, String state) {
        within().alias(lb + " " + type + " " + state).until(() -> state(lb, type), state::equals);
    }

    public static ConditionFactory within() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    /** Creates a Service with one named port. */
    public void service(String name, int port, String portName) {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("app.kubernetes.io/instance", name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withName(portName)
                        .withPort(port)
                        .withNewTargetPort("app")
                        .endPort()
                        .addToSelector("app.kubernetes.io/instance", name)
                        .endSpec()
                        .build())
                .create();
    }

    /** Creates or replaces the one EndpointSlice of a Service. */
    public void endpoints(String service, String portName, int port, Endpoint... endpoints) {
        client.resource(new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(service + "-slice")
                        .addToLabels("kubernetes.io/service-name", service)
                        .endMetadata()
                        .withAddressType("IPv4")
                        .addNewPort()
                        .withName(portName)
                        .withPort(port)
                        .withProtocol("TCP")
                        .endPort()
                        .withEndpoints(Arrays.asList(endpoints))
                        .build())
                .unlock()
                .createOr(existing -> existing.update());
    }

    /** An endpoint of a pod. */
    public static Endpoint endpoint(String address, String uid, boolean ready, boolean serving, boolean terminating) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .withNewTargetRef()
                .withKind("Pod")
                .withUid(uid)
                .endTargetRef()
                .build();
    }

    /** Starts a dataplane pod of a LoadBalancer: its channel, and its object, which is not Ready yet. */
    public FakePod pod(String lb, String name) {
        Secret tls = within().until(() -> ownTls(lb), Objects::nonNull);
        FakePod pod = new FakePod(name, tls.getData());
        running.add(pod::close);
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels(Labels.LOAD_BALANCER, lb)
                        .addToAnnotations(Labels.CHANNEL_PORT, Integer.toString(pod.port()))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("dataplane")
                        .withImage("ballast/dataplane:test")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        ready(name, false);
        return pod;
    }

    /** An operator that has not heard of a LoadBalancer's end yet makes anew what it misses: garbage is collected until the living one's is there. */
    private @Nullable Secret ownTls(String lb) {
        collectGarbage(lb);
        Secret tls = client.secrets().inNamespace(namespace).withName(lb + "-ballast-tls").get();
        return tls != null && isOwnedBy(uid(lb), tls) ? tls : null;
    }

    /** Says of a pod that it is Ready, or is not. */
    public void ready(String name, boolean ready) {
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        client.resource(new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP("127.0.0.1")
                        .addNewPodIP("127.0.0.1")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .endCondition()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    /** Gives a pod to another LoadBalancer, as a reused address would. */
    public void moveInto(String pod, String lb) {
        client.pods().inNamespace(namespace).withName(pod).edit(found -> {
            found.getMetadata().getLabels().put(Labels.LOAD_BALANCER, lb);
            return found;
        });
    }

    /** Removes what LoadBalancers of this name that are gone owned: there is no garbage collector beside an API server alone. */
    public void collectGarbage(String lb) {
        String living = uid(lb);
        Stream.of(client.secrets(), client.services(), client.serviceAccounts(), client.apps().deployments())
                .flatMap(kind -> kind.inNamespace(namespace).withLabel(Labels.LOAD_BALANCER, lb).resources())
                .filter(found -> !isOwnedBy(living, found.item()))
                .forEach(orphan -> orphan.withGracePeriod(0).delete());
    }

    private String uid(String lb) {
        LoadBalancer living = client.resources(LoadBalancer.class).inNamespace(namespace).withName(lb).get();
        return living == null ? "" : living.getMetadata().getUid();
    }

    private static boolean isOwnedBy(String uid, HasMetadata owned) {
        return owned.getMetadata().getOwnerReferences().stream().anyMatch(owner -> owner.getUid().equals(uid));
    }

    public void deletePod(String name) {
        client.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    }

    @Override
    public void close() {
        running.reversed().forEach(Runnable::run);
        client.resources(LoadBalancer.class).inNamespace(namespace).delete();
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
