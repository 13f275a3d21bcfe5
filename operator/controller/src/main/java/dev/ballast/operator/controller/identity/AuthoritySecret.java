package dev.ballast.operator.controller.identity;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Secret that keeps the {@link Authority}, in the operator's own namespace. Several operators may start at once: the API server lets
 * one create it, and lets one renew it (resourceVersion); the others read what that one wrote.
 */
public final class AuthoritySecret {
    /** Its name. */
    public static final String NAME = "ballast-authority";

    private static final String BUNDLE = "ca.crt";
    private static final String KEYS = "ca.key";

    private final KubernetesClient client;
    private final String namespace;
    private final InstantSource clock;

    public AuthoritySecret(KubernetesClient client, String namespace, InstantSource clock) {
        this.client = client;
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * Reads the authority, making or renewing it where that is due. Blocks for a few calls to the API server.
     *
     * @throws KubernetesClientException when the API server refuses or cannot be reached
     */
    public Authority load() {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt();
            } catch (KubernetesClientException failed) {
                if (failed.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == 10) {
                    throw failed;
                }
            }
        }
    }

    private Authority attempt() {
        Secret found = client.secrets().inNamespace(namespace).withName(NAME).get();
        if (found == null) {
            Authority created = Authority.create(clock);
            client.resource(secret(created, null)).create();
            return created;
        }
        Authority authority = read(found);
        var renewed = authority.renewed(clock);
        renewed.ifPresent(next -> client.resource(secret(next, found.getMetadata().getResourceVersion())).update());
        return renewed.orElse(authority);
    }

    private Authority read(Secret secret) {
        Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
        try {
            return Authority.read(text(data, BUNDLE), text(data, KEYS));
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalStateException(
                    "Secret " + namespace + "/" + NAME + " cannot be used: " + unreadable.getMessage()
                            + ". Delete it to have a new authority made: pods are then reached again once they have read the new bundle",
                    unreadable);
        }
    }

    private static String text(Map<String, String> data, String key) {
        return new String(Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.US_ASCII);
    }

    private Secret secret(Authority authority, @Nullable String resourceVersion) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(NAME)
                .withResourceVersion(resourceVersion)
                .addToLabels("app.kubernetes.io/name", "ballast")
                .addToLabels("app.kubernetes.io/managed-by", Labels.FIELD_MANAGER)
                .endMetadata()
                .withType("Opaque")
                .addToData(BUNDLE, base64(authority.bundle()))
                .addToData(KEYS, base64(authority.keys()))
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
