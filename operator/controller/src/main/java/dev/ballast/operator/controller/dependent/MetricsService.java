package dev.ballast.operator.controller.dependent;

import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.Names;
import dev.ballast.operator.controller.identity.Ports;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** A headless Service of its own, so that Prometheus finds every pod and metrics are never on the traffic Service. */
public final class MetricsService {
    private MetricsService() {}

    public static Service desired(Names names) {
        return new ServiceBuilder()
                .withMetadata(Metadata.builder(names, names.metricsService())
                        .addToLabels(Labels.SERVICE, "metrics")
                        .build())
                .withNewSpec()
                .withClusterIP("None")
                .withSelector(names.selector())
                // A pod that is not Ready is the one whose metrics are wanted.
                .withPublishNotReadyAddresses(true)
                .addNewPort()
                .withName("metrics")
                .withPort(Ports.PROBES)
                .withProtocol("TCP")
                .withNewTargetPort("metrics")
                .endPort()
                .endSpec()
                .build();
    }
}
