package dev.ballast.operator.controller.publish;

import dev.ballast.contract.wire.MalformedMessageException;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.NameConflict;
import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret {@code <lb>-ballast-boot}: the last accepted snapshot, which pods start from when there is no operator, and the epoch. It is
 * read once, when the epoch is taken, and no informer holds it. Every write has a resourceVersion precondition, so that of two operators
 * only one goes on. Calls block.
 */
public final class BootSecret {
    private static final Logger log = LoggerFactory.getLogger(BootSecret.class);
    private static final String KEY = "snapshot";

    private final KubernetesClient client;
    private final Names names;
    /** As it was last read or written; owned by the one call that is under way. */
    private volatile @Nullable Secret known;

    BootSecret(KubernetesClient client, Names names) {
        this.client = client;
        this.names = names;
    }

    /** What the Secret holds. */
    public record Content(long epoch, @Nullable SnapshotMessage message) {}

    /** Another operator was faster, or somebody wrote to the Secret. */
    static final class OvertakenException extends Exception {
        OvertakenException(String message) {
            super(message);
        }
    }

    /** An object of that name is not ours. */
    static final class ConflictException extends Exception {
        private final transient NameConflict conflict;

        ConflictException(NameConflict conflict) {
            super(conflict.message());
            this.conflict = conflict;
        }

        NameConflict conflict() {
            return conflict;
        }
    }

    /** Reads it; epoch 0 and no snapshot where there is none. */
    Content read() throws ConflictException {
        Secret found = client.secrets().inNamespace(names.namespace()).withName(names.bootSecret()).get();
        if (found != null && !names.own(found)) {
            throw new ConflictException(NameConflict.of(found));
        }
        known = found;
        return found == null ? new Content(0, null) : content(found);
    }

    private static Content content(Secret secret) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        SnapshotMessage message = message(secret);
        long written = number(annotations == null ? null : annotations.get(Labels.EPOCH));
        return new Content(message == null ? written : Math.max(written, message.revision().epoch()), message);
    }

    private static @Nullable SnapshotMessage message(Secret secret) {
        String data = secret.getData() == null ? null : secret.getData().get(KEY);
        if (data == null) {
            return null;
        }
        try {
            return Wire.decodeSnapshot(Wire.gunzip(Base64.getDecoder().decode(data)));
        } catch (MalformedMessageException | IllegalArgumentException unusable) {
            log.warn("The boot Secret {} is not used: {}", secret.getMetadata().getName(), unusable.getMessage());
            return null;
        }
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            return 0;
        }
    }

    /** Takes the epoch: whoever writes first after reading has it. */
    void takeEpoch(long epoch) throws OvertakenException {
        write(builder(known).editMetadata().addToAnnotations(Labels.EPOCH, Long.toString(epoch)).endMetadata().build());
    }

    /** Keeps a snapshot. */
    void write(Wanted wanted) throws OvertakenException {
        write(builder(known)
                .editMetadata()
                .addToAnnotations(Labels.EPOCH, Long.toString(wanted.revision().epoch()))
                .addToAnnotations(Labels.REVISION, wanted.revision().toString())
                .endMetadata()
                .addToData(KEY, Base64.getEncoder().encodeToString(wanted.whole()))
                .build());
    }

    private SecretBuilder builder(@Nullable Secret from) {
        SecretBuilder builder = from == null ? new SecretBuilder().withType("Opaque") : new SecretBuilder(from);
        return builder.editOrNewMetadata()
                .withNamespace(names.namespace())
                .withName(names.bootSecret())
                .addToLabels(Labels.of(names, "dataplane"))
                .addToLabels(Labels.SECRET, "boot")
                .withOwnerReferences(names.ownerReference())
                .endMetadata();
    }

    private void write(Secret next) throws OvertakenException {
        try {
            known = known == null ? client.resource(next).create() : client.resource(next).update();
        } catch (KubernetesClientException failed) {
            if (failed.getCode() == HttpURLConnection.HTTP_CONFLICT || failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new OvertakenException("the boot Secret " + names.namespace() + "/" + names.bootSecret()
                        + " was written by another: " + failed.getMessage());
            }
            throw failed;
        }
    }
}
