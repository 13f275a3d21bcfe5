package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** A namespace of the cluster in which one story takes place, and what is done there again and again. */
final class Site implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final String namespace;

    Site(KubernetesClient client, String story) {
        this.client = client;
        this.namespace = "story-" + story + "-" + Long.toString(System.nanoTime() & 0xfffff, 36);
        createNamespace(client, namespace);
    }

    static void createNamespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** A line of the report. */
    static void figure(String what, Object value) {
        System.out.println("FIGURE " + what + ": " + (value instanceof Duration time ? time.toMillis() + " ms" : value));
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    String apply(String manifest) {
        return Command.apply(namespace, manifest);
    }

    String kubectl(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "kubectl";
        all[1] = "-n";
        all[2] = namespace;
        System.arraycopy(words, 0, all, 3, words.length);
        return Command.run(all);
    }

    /** A Deployment and a Service of echo pods on port 8080, ready. */
    void echo(String name, int replicas) {
        apply(Manifests.echo(name, replicas));
        kubectl("rollout", "status", "deployment/" + name, "--timeout=90s");
    }

    /** Applies a LoadBalancer and waits until all its pods are ready and serve it. */
    void program(String manifest, String name) {
        apply(manifest);
        programmed(name);
        kubectl("rollout", "status", "deployment/" + name + "-ballast", "--timeout=90s");
    }

    /** Waits for what a user waits for: every pod that is ready by now serves what was applied last. */
    void programmed(String name) {
        kubectl("wait", "--for=condition=Programmed", "loadbalancer/" + name, "--timeout=60s");
    }

    /** Where a Service of type LoadBalancer is reached, once it is: whoever gives the address may need a while to carry what is sent there. */
    InetSocketAddress address(String loadBalancer, int port) {
        String ip = await().atMost(PATIENCE)
                .until(
                        () -> service(loadBalancer).getStatus().getLoadBalancer().getIngress().stream()
                                .map(ingress -> ingress.getIp())
                                .findFirst()
                                .orElse(""),
                        found -> !found.isEmpty());
        InetSocketAddress address = new InetSocketAddress(ip, port);
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> connects(address));
        return address;
    }

    private static boolean connects(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        }
    }

    /** Where each ready dataplane pod listens for a port of the LoadBalancer. */
    List<InetSocketAddress> podAddresses(String loadBalancer, int port) {
        int bindPort = service(loadBalancer).getSpec().getPorts().stream()
                .filter(candidate -> candidate.getPort() == port)
                .map(ServicePort::getTargetPort)
                .findFirst()
                .orElseThrow()
                .getIntVal();
        List<InetSocketAddress> addresses = pods(loadBalancer).stream()
                .filter(Readiness::isPodReady)
                .map(pod -> new InetSocketAddress(pod.getStatus().getPodIP(), bindPort))
                .toList();
        assertThat(addresses).isNotEmpty();
        return addresses;
    }

    List<Pod> pods(String loadBalancer) {
        return client.pods().inNamespace(namespace).withLabel("ballast.dev/loadbalancer", loadBalancer).list().getItems();
    }

    /** Writes to the output what a person would look at first. */
    void describe() {
        client.pods().inNamespace(namespace).withLabel("ballast.dev/loadbalancer").list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .forEach(pod -> System.out.println(pod + " counted\n" + counted(pod)));
        List.of(
                        List.of("kubectl", "-n", namespace, "get", "loadbalancers,pods,services", "-o", "wide"),
                        List.of("kubectl", "-n", namespace, "get", "loadbalancers", "-o", "yaml"),
                        List.of("kubectl", "-n", namespace, "get", "events", "--sort-by=.lastTimestamp"),
                        List.of("kubectl", "-n", namespace, "logs", "-l", "ballast.dev/loadbalancer", "--prefix", "--tail=60"),
                        List.of("kubectl", "-n", Installed.NAMESPACE, "logs", "-l", "app.kubernetes.io/component=operator", "--tail=120"))
                .forEach(words -> System.out.println("$ " + String.join(" ", words) + "\n" + Command.attempt("", words).said()));
    }

    private String counted(String pod) {
        String path = "/api/v1/namespaces/" + namespace + "/pods/" + pod + ":9090/proxy/metrics";
        return Command.attempt("", List.of("kubectl", "get", "--raw", path)).said().lines()
                .filter(line -> line.startsWith("ballast_") && !line.endsWith(" 0.0"))
                .reduce("", (one, other) -> one + other + "\n");
    }

    private Service service(String loadBalancer) {
        return client.services().inNamespace(namespace).withName(loadBalancer + "-ballast").require();
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
    }
}
