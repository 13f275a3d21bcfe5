package dev.ballast.operator.playground.story;

import static org.awaitility.Awaitility.await;

import dev.ballast.operator.playground.EmbeddedOperator;
import dev.ballast.operator.playground.Playground;
import dev.ballast.operator.playground.node.Program;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The playground as the cluster of a story. */
final class PlaygroundCluster implements Cluster {
    private static final Path CRDS = Path.of("../../crds");

    private final Playground playground;
    private final AtomicInteger stories = new AtomicInteger();

    PlaygroundCluster(Path work) {
        playground = new Playground(work, CRDS, 0, Program.ofThisProcess(), EmbeddedOperator::new);
        playground.startOperator();
    }

    @Override
    public KubernetesClient client() {
        return playground.client();
    }

    @Override
    public Path kubeconfig() {
        return playground.kubeconfig();
    }

    @Override
    public String namespace(String purpose) {
        String name = purpose + "-" + stories.incrementAndGet();
        client().resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        return name;
    }

    /** As the playground does it with its example. */
    void apply(Path file, String namespace) {
        playground.apply(file, namespace);
    }

    @Override
    public String image() {
        return Playground.IMAGE;
    }

    @Override
    public InetSocketAddress address(String namespace, String service, int port) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> playground.address(namespace, service, port), Optional::isPresent).orElseThrow();
    }

    @Override
    public List<InetSocketAddress> pods(String namespace, String loadBalancer, String listener) {
        int bindPort = client().services().inNamespace(namespace).withName(loadBalancer + "-ballast").require().getSpec().getPorts().stream()
                .filter(port -> listener.equals(port.getName()))
                .map(ServicePort::getTargetPort)
                .findFirst()
                .orElseThrow()
                .getIntVal();
        return client().pods().inNamespace(namespace).withLabel("ballast.dev/loadbalancer", loadBalancer).list().getItems().stream()
                .filter(Readiness::isPodReady)
                .map(pod -> new InetSocketAddress(pod.getStatus().getPodIP(), bindPort))
                .toList();
    }

    @Override
    public void crash(String namespace, String pod) {
        playground.crash(client().pods().inNamespace(namespace).withName(pod).require().getMetadata().getUid());
    }

    @Override
    public void stopOperator() {
        playground.stopOperator();
    }

    @Override
    public void startOperator() {
        playground.startOperator();
    }

    @Override
    public void stopApiServer() {
        playground.apiServer().stop();
    }

    @Override
    public void startApiServer() {
        playground.apiServer().start();
    }

    @Override
    public void close() {
        playground.close();
    }
}
