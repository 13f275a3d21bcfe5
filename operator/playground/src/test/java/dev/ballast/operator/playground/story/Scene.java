package dev.ballast.operator.playground.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.api.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;

/** A namespace in which one story is told, and what is done there again and again. */
record Scene(Cluster cluster, String namespace) {

    static Scene of(Cluster cluster, String purpose) {
        return new Scene(cluster, cluster.namespace(purpose));
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    /** The smallest LoadBalancer: port 80 to port 8080 of a Service. */
    static String loadBalancer(String name, String service) {
        return """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: %s}
                spec:
                  listeners: [{name: web, port: 80, protocol: HTTP, backend: app}]
                  backends: [{name: app, service: {name: %s, port: 8080}}]
                  rollout: {drain: {minDuration: 1s, timeout: 5s}}
                """
                .formatted(name, service);
    }

    KubernetesClient client() {
        return cluster.client();
    }

    void apply(String manifests) {
        client().load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).items().forEach(this::apply);
    }

    private void apply(HasMetadata object) {
        client().resource(object).inNamespace(namespace).fieldManager("story").forceConflicts().serverSideApply();
    }

    /**
     * Backends that say their pod's name, and a Service of that name with port 8080; ready. Told to go, they serve for another second: on a
     * busy machine it takes that long until everyone has heard of it.
     */
    void echo(String name, int replicas) {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {selector: {app: %1$s}, ports: [{name: http, port: 8080, targetPort: 8080}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 10
                      containers:
                      - name: echo
                        image: %3$s
                        args: [echo, --http, "8080", --linger, 1s]
                        ports: [{containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}
                """.formatted(name, replicas, cluster.image()));
        scaled(name, replicas);
    }

    void scale(String deployment, int replicas) {
        client().apps().deployments().inNamespace(namespace).withName(deployment).scale(replicas);
        scaled(deployment, replicas);
    }

    private void scaled(String deployment, int replicas) {
        eventually().untilAsserted(() -> {
            List<Pod> pods = client().pods().inNamespace(namespace).withLabel("app", deployment).list().getItems();
            assertThat(pods).hasSize(replicas).allMatch(Readiness::isPodReady);
        });
    }

    /** Applies a LoadBalancer and waits until its status says that every ready pod runs this, and until all its pods are. */
    void program(String name, String manifests) {
        apply(manifests);
        programmed(name);
        eventually().untilAsserted(() -> assertThat(pods(name)).hasSize(2).allMatch(Readiness::isPodReady));
    }

    void programmed(String name) {
        eventually().untilAsserted(() -> {
            LoadBalancer current = loadBalancer(name);
            Condition programmed = condition(name, "Programmed");
            assertThat(programmed.getStatus()).as(programmed.getReason() + ": " + programmed.getMessage()).isEqualTo("True");
            assertThat(programmed.getObservedGeneration()).isEqualTo(current.getMetadata().getGeneration());
        });
    }

    LoadBalancer loadBalancer(String name) {
        return client().resources(LoadBalancer.class).inNamespace(namespace).withName(name).require();
    }

    /** An empty condition where the status has none of that type yet. */
    Condition condition(String name, String type) {
        return Optional.ofNullable(loadBalancer(name).getStatus())
                .map(LoadBalancerStatus::conditions)
                .flatMap(conditions -> conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst())
                .orElseGet(Condition::new);
    }

    InetSocketAddress address(String loadBalancer, int port) {
        return cluster.address(namespace, loadBalancer + "-ballast", port);
    }

    List<InetSocketAddress> podAddresses(String loadBalancer, String listener) {
        return cluster.pods(namespace, loadBalancer, listener);
    }

    List<Pod> pods(String loadBalancer) {
        return client().pods().inNamespace(namespace).withLabel("ballast.dev/loadbalancer", loadBalancer).list().getItems();
    }
}
