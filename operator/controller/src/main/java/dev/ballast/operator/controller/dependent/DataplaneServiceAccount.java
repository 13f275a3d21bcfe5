package dev.ballast.operator.controller.dependent;

import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/** The pods' ServiceAccount. It has no rights, and no pod gets its token. */
public final class DataplaneServiceAccount {
    private DataplaneServiceAccount() {}

    public static ServiceAccount desired(Names names) {
        return new ServiceAccountBuilder()
                .withMetadata(Metadata.of(names, names.dataplane()))
                .withAutomountServiceAccountToken(false)
                .build();
    }
}
