package dev.ballast.operator.controller.testing;

import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.Authority.Identity;
import dev.ballast.operator.controller.identity.Authority.Use;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;

/** Secrets with certificates that users bring. */
public final class Certificates {
    private Certificates() {}

    public static Identity fresh() {
        return Authority.create(InstantSource.system()).issue("https://shop.example", Use.Server, InstantSource.system());
    }

    /** A Secret of type kubernetes.io/tls. */
    public static Secret secret(String namespace, String name, String certificate, String key) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToData("tls.crt", base64(certificate))
                .addToData("tls.key", base64(key))
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
