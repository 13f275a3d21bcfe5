package dev.ballast.operator.playground;

import dev.ballast.operator.playground.apiserver.ApiServer;
import dev.ballast.operator.playground.node.Node;
import dev.ballast.operator.playground.node.Program;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An embedded API server with the CRDs, a node, and an operator. The operator's and the API server's lives may be interrupted; the pods'
 * processes go on meanwhile.
 */
public final class Playground implements AutoCloseable {
    /** The image of the program {@code ballast}: any name does, the node runs this build's. */
    public static final String IMAGE = "ballast/dataplane";

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final Path work;
    private final ApiServer apiServer;
    private final KubernetesClient client;
    private final Node node;
    private final Function<Config, AutoCloseable> operators;
    private @Nullable AutoCloseable operator;

    /**
     * @param work a directory for kubeconfig, logs and the pods' files
     * @param crds the directory of the CRDs
     * @param port of the API server on loopback; 0 lets the kernel choose
     * @param operators starts an operator as a client of the API server
     */
    public Playground(Path work, Path crds, int port, Program program, Function<Config, AutoCloseable> operators) {
        this.work = work;
        this.operators = operators;
        this.apiServer = ApiServer.start(port, InstantSource.system());
        this.client = new KubernetesClientBuilder().withConfig(apiServer.clientConfig()).build();
        try {
            Files.createDirectories(work);
            Files.writeString(kubeconfig(), apiServer.kubeconfig());
            try (DirectoryStream<Path> files = Files.newDirectoryStream(crds, "*.{yml,yaml}")) {
                files.forEach(file -> apply(file, ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.node = new Node(apiServer.clientConfig(), program, work.resolve("pods"));
    }

    public KubernetesClient client() {
        return client;
    }

    public ApiServer apiServer() {
        return apiServer;
    }

    public Path kubeconfig() {
        return work.resolve("kubeconfig");
    }

    /** Where a port of a Service is reached; empty while the Service has no address. */
    public Optional<InetSocketAddress> address(String namespace, String service, int port) {
        return node.address(namespace, service, port);
    }

    /** Ends the process of a pod without notice, by the pod's UID. */
    public void crash(String uid) {
        node.crash(uid);
    }

    /** Creates or replaces every document of a file; those without a namespace go to {@code namespace}. */
    public List<HasMetadata> apply(Path file, String namespace) {
        try (InputStream in = Files.newInputStream(file)) {
            return client.load(in).items().stream()
                    .map(item -> namespace.isEmpty() ? item : asByKubectl(item))
                    .map(item -> client.resource(item).inNamespace(namespace).forceConflicts().fieldManager("playground").serverSideApply())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kubectl apply} leaves it: who applies the file with that is not warned that somebody else has made what is in it. */
    private static HasMetadata asByKubectl(HasMetadata item) {
        String applied = Serialization.asJson(item);
        Map<String, String> annotations = item.getMetadata().getAnnotations();
        Map<String, String> more = annotations == null ? new HashMap<>() : new HashMap<>(annotations);
        more.put(LAST_APPLIED, applied);
        item.getMetadata().setAnnotations(more);
        return item;
    }

    public synchronized void startOperator() {
        if (operator == null) {
            operator = operators.apply(apiServer.clientConfig());
        }
    }

    public synchronized void stopOperator() {
        if (operator != null) {
            try {
                operator.close();
            } catch (Exception e) {
                throw new IllegalStateException("the operator did not stop", e);
            }
            operator = null;
        }
    }

    @Override
    public void close() {
        node.close();
        stopOperator();
        client.close();
        apiServer.close();
    }
}
