package dev.ballast.operator.controller.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An API server and its etcd as processes, one for all the tests of a run, with the CRD installed. It runs where {@code KUBE_API_TEST_DIR} is
 * set; elsewhere its tests are skipped, unless {@code -Dapi-server=required} makes that a failure.
 */
public final class RealApiServer implements ExecutionCondition, ParameterResolver {
    private static final Path CRD = Path.of("../../crds/loadbalancers.ballast.dev.yaml");

    private static @Nullable String kubeconfig;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (System.getenv(KubeAPIServerConfigBuilder.KUBE_API_TEST_DIR) != null) {
            return ConditionEvaluationResult.enabled("there is an API server");
        }
        if ("required".equals(System.getProperty("api-server"))) {
            throw new IllegalStateException("an API server is required: set KUBE_API_TEST_DIR");
        }
        return ConditionEvaluationResult.disabled("no API server: KUBE_API_TEST_DIR is not set");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(KubernetesClient.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        KubernetesClient client = client();
        context.getStore(ExtensionContext.Namespace.GLOBAL).put(client, (AutoCloseable) client::close);
        return client;
    }

    /** A client of the cluster's administrator. */
    public static synchronized KubernetesClient client() {
        if (kubeconfig == null) {
            kubeconfig = start();
        }
        return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    }

    private static String start() {
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withApiServerVersion(version())
                .withOfflineMode(true)
                // Nobody makes the default ServiceAccount of a namespace here.
                .withApiServerFlag("--disable-admission-plugins", "ServiceAccount")
                .build());
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        String config = server.getKubeConfigYaml();
        try (var client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(config)).build()) {
            client.load(Files.newInputStream(CRD)).create();
            client.apiextensions().v1().customResourceDefinitions().withName("loadbalancers.ballast.dev").waitUntilCondition(
                    crd -> crd != null
                            && crd.getStatus() != null
                            && crd.getStatus().getConditions() != null
                            && crd.getStatus().getConditions().stream()
                                    .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus())),
                    30,
                    TimeUnit.SECONDS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return config;
    }

    private static String version() {
        Path versions = Path.of(System.getenv(KubeAPIServerConfigBuilder.KUBE_API_TEST_DIR), "k8s");
        try (var found = Files.list(versions)) {
            return found.map(path -> path.getFileName().toString())
                    .map(name -> name.substring(0, name.indexOf('-')))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no API server in " + versions));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
