package dev.ballast.operator.api;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real API server with its etcd and our CRD. It runs where {@code KUBE_API_TEST_DIR} names the binaries; elsewhere tests that need it are skipped, or
 * fail with {@code -Dapi-server=required}.
 */
final class ApiServer implements AutoCloseable {
    private final KubeAPIServer server;
    private final KubernetesClient client;

    private ApiServer(KubeAPIServer server, KubernetesClient client) {
        this.server = server;
        this.client = client;
    }

    /** Takes some 4 s. */
    static ApiServer start() {
        boolean there = System.getenv("KUBE_API_TEST_DIR") != null;
        if (!there && "required".equals(System.getProperty("api-server"))) {
            throw new IllegalStateException("an API server is required, but KUBE_API_TEST_DIR does not say where its binaries are");
        }
        Assumptions.assumeTrue(there, "KUBE_API_TEST_DIR does not say where an API server is");
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withApiServerVersion(System.getenv().getOrDefault("KUBE_API_TEST_VERSION", "1.35.4"))
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .build());
        server.start();
        return new ApiServer(
                server,
                new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(server.getKubeConfigYaml())).build());
    }

    KubernetesClient client() {
        return client;
    }

    String kubeConfig() {
        return server.getKubeConfigYaml();
    }

    /** Installs the checked-in CRD and waits until it is served. */
    void installCrd() throws IOException {
        client.load(Files.newInputStream(LoadBalancerCrd.file())).create();
        client.resources(CustomResourceDefinition.class)
                .withName("loadbalancers.ballast.dev")
                .waitUntilCondition(ApiServer::served, 30, TimeUnit.SECONDS);
    }

    static boolean served(CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established") && condition.getStatus().equals("True"));
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
