package dev.ballast.operator.playground;

import dev.ballast.operator.controller.dependent.DataplaneDeployment;
import dev.ballast.operator.controller.main.OperatorProcess;
import dev.ballast.operator.controller.main.Settings;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The operator, inside this process, with a client of its own; as the chart starts it, but for the election of a leader. */
public final class EmbeddedOperator implements AutoCloseable {
    static final String NAMESPACE = "ballast-system";

    private final KubernetesClient client;
    private final OperatorProcess process;

    public EmbeddedOperator(Config config) {
        client = new KubernetesClientBuilder().withConfig(config).build();
        client.resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build()).serverSideApply();
        Settings settings = new Settings(
                NAMESPACE,
                "playground",
                Set.of(),
                "default",
                new DataplaneDeployment.Image(Playground.IMAGE, "IfNotPresent", List.of("pod"), List.of()),
                false,
                0);
        process = new OperatorProcess(client, settings, InstantSource.system(), () -> {});
        process.start();
    }

    @Override
    public void close() {
        process.close();
        client.close();
    }
}
