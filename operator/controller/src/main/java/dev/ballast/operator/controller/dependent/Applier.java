package dev.ballast.operator.controller.dependent;

import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.NameConflict;
import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one LoadBalancer's objects to their wanted state by server-side apply, and never touches one that is not ours. An object is
 * applied when what is wanted of it has changed, or when somebody changed it; what others set beside our fields stays theirs.
 *
 * <p>Owned by the one reconcile of its LoadBalancer that is under way.
 */
public final class Applier {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final Names names;
    private final Map<String, Applied> applied = new HashMap<>();

    /** What was wanted, and the state of the object that came of it. */
    private record Applied(HasMetadata desired, String state) {}

    public Applier(KubernetesClient client, Names names) {
        this.client = client;
        this.names = names;
    }

    /**
     * Brings an object to its wanted state. Blocks for at most two calls to the API server, and for none when nothing has changed.
     *
     * @param actual as an informer knows it; absent when it does not
     * @return what stands in the way
     */
    public Optional<NameConflict> bring(HasMetadata desired, @Nullable HasMetadata actual) {
        // An informer that selects by our label does not know a foreign object: ask before the first apply.
        HasMetadata found = actual == null ? client.resource(desired).get() : actual;
        if (found != null && !names.own(found)) {
            return Optional.of(NameConflict.of(found));
        }
        Applied last = applied.get(key(desired));
        if (found == null || last == null || !last.state().equals(state(found)) || !last.desired().equals(desired)) {
            HasMetadata result = client.resource(desired).patch(APPLY);
            applied.put(key(desired), new Applied(desired, state(result)));
        }
        return Optional.empty();
    }

    /** Removes an object of ours that is wanted no longer. */
    public void remove(HasMetadata actual) {
        if (names.own(actual) && actual.getMetadata().getDeletionTimestamp() == null) {
            applied.remove(key(actual));
            client.resource(actual).delete();
        }
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }

    /** Moves when somebody changes what is wanted of the object; for those that count generations, not when its status does. */
    private static String state(HasMetadata object) {
        var metadata = object.getMetadata();
        Object version = Objects.requireNonNullElse(metadata.getGeneration(), metadata.getResourceVersion());
        return metadata.getUid() + "@" + version + "@" + metadata.getLabels();
    }
}
