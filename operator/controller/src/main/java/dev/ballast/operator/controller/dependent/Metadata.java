package dev.ballast.operator.controller.dependent;

import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** What the metadata of every dependent has in common. */
final class Metadata {
    static final String COMPONENT = "dataplane";

    private Metadata() {}

    static ObjectMeta of(Names names, String name) {
        return builder(names, name).build();
    }

    static ObjectMetaBuilder builder(Names names, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(names.namespace())
                .withName(name)
                .withLabels(Labels.of(names, COMPONENT))
                .withOwnerReferences(names.ownerReference());
    }
}
