package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.EndpointsMessage;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What every pod of a LoadBalancer should run. It is encoded at most once, however many pods it is sent to, by the first thread that needs
 * the bytes.
 */
public final class Wanted {
    private final Revision revision;
    private final Snapshot snapshot;
    private final Digests digests;
    private final Instant since;
    private final @Nullable Wanted previous;
    private byte @Nullable [] whole;
    private byte @Nullable [] change;

    /** @param previous what was wanted before, where that differs in its endpoints only */
    Wanted(Revision revision, Snapshot snapshot, Digests digests, Instant since, @Nullable Wanted previous) {
        this.revision = revision;
        this.snapshot = snapshot;
        this.digests = digests;
        this.since = since;
        // Not the whole chain: an old snapshot is garbage with its last reference.
        this.previous = previous == null
                ? null
                : new Wanted(previous.revision, previous.snapshot, previous.digests, previous.since, null);
    }

    public Revision revision() {
        return revision;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    public Digests digests() {
        return digests;
    }

    /** When it became wanted. */
    public Instant since() {
        return since;
    }

    /** Whether a pod that runs {@code running} can be brought here by its endpoints alone. */
    boolean reachableByEndpoints(@Nullable Digests running) {
        return previous != null && previous.digests.equals(running);
    }

    /** The body of {@code PUT /v1/snapshot}, and what the boot Secret holds: compressed. */
    public synchronized byte[] whole() {
        if (whole == null) {
            whole = Wire.gzip(Wire.encode(new SnapshotMessage(revision, snapshot)));
        }
        return whole;
    }

    /**
     * The body of {@code PATCH /v1/endpoints}: compressed, only the backends that changed.
     *
     * @throws IllegalStateException when nothing comes before it
     */
    public synchronized byte[] change() {
        if (change == null) {
            if (previous == null) {
                throw new IllegalStateException("revision " + revision + " changes more than endpoints");
            }
            var message = new EndpointsMessage(
                    snapshot.owner(), revision, previous.digests, changed(previous.snapshot, snapshot));
            change = Wire.gzip(Wire.encode(message));
        }
        return change;
    }

    private static Map<String, List<EndpointConfig>> changed(Snapshot before, Snapshot after) {
        Map<String, List<EndpointConfig>> known = new TreeMap<>();
        before.backends().forEach(backend -> known.put(backend.name(), backend.endpoints()));
        Map<String, List<EndpointConfig>> changed = new TreeMap<>();
        for (BackendConfig backend : after.backends()) {
            if (!backend.endpoints().equals(known.get(backend.name()))) {
                changed.put(backend.name(), backend.endpoints());
            }
        }
        return changed;
    }
}
