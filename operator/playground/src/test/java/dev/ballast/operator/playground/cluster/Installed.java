package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Ballast on the cluster that KUBECONFIG names, installed once for all stories as the README says, and a namespace for each story, which
 * enforces Pod Security {@code restricted}. All of it is taken away at the end.
 */
final class Installed implements ParameterResolver, TestExecutionExceptionHandler {
    static final String NAMESPACE = "ballast-system";
    static final Path CHART = Path.of("../../charts/ballast");

    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(Installed.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Site.class;
    }

    @Override
    public Site resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Release release = context.getRoot().getStore(STORE).computeIfAbsent("release", any -> new Release(), Release.class);
        String story = context.getRequiredTestClass().getSimpleName().replace("E2E", "").toLowerCase(java.util.Locale.ROOT);
        return context.getStore(STORE).computeIfAbsent("site", any -> new Site(release.client, story), Site.class);
    }

    /** A cluster is gone when somebody reads that a story failed there: what it looked like is written down at once. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Site site = context.getStore(STORE).get("site", Site.class);
        if (site != null) {
            site.describe();
        }
        throw failure;
    }

    private static final class Release implements AutoCloseable {
        private final KubernetesClient client;

        Release() {
            assertThat(System.getenv("KUBECONFIG")).as("KUBECONFIG names the cluster for the tests tagged cluster").isNotBlank();
            client = new KubernetesClientBuilder().build();
            Site.createNamespace(client, NAMESPACE);
            Instant began = Instant.now();
            Command.run("helm", "install", "ballast", CHART.toString(), "--namespace", NAMESPACE);
            Command.run("kubectl", "-n", NAMESPACE, "rollout", "status", "deployment/ballast-operator", "--timeout=120s");
            Site.figure("helm install to operator Ready", Duration.between(began, Instant.now()));
        }

        @Override
        public void close() {
            Command.run("helm", "uninstall", "ballast", "--namespace", NAMESPACE, "--wait");
            client.namespaces().withName(NAMESPACE).delete();
            client.close();
        }
    }
}
