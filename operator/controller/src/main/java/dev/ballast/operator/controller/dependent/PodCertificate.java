package dev.ballast.operator.controller.dependent;

import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.Authority.Identity;
import dev.ballast.operator.controller.identity.Authority.Use;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pods' certificate for the channel: for a server only, naming the LoadBalancer only. Replaced after two thirds of its life, and when
 * the authority's bundle changes; the pods read it again from their mount.
 */
public final class PodCertificate {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String BUNDLE = "ca.crt";

    private PodCertificate() {}

    /** Issues one. */
    public static Secret issue(Names names, Authority authority, InstantSource clock) {
        Identity identity = authority.issue(names.owner(), Use.Server, clock);
        return new SecretBuilder()
                .withMetadata(Metadata.builder(names, names.tlsSecret())
                        .addToLabels(Labels.SECRET, "tls")
                        .build())
                .withType("kubernetes.io/tls")
                .addToData(CERTIFICATE, base64(identity.certificatePem()))
                .addToData(KEY, base64(identity.keyPem()))
                .addToData(BUNDLE, base64(authority.bundle()))
                .build();
    }

    /** Whether a new one is needed. The key need not be there: an informer does not hold it. */
    public static boolean due(Names names, @Nullable Secret actual, Authority authority, InstantSource clock) {
        X509Certificate certificate = actual == null ? null : certificate(actual);
        return authority.due(certificate, names.owner(), clock)
                || !text(actual, BUNDLE).equals(authority.bundle());
    }

    /** How long until {@link #due} should be asked again. */
    public static Duration replaceIn(@Nullable Secret actual, InstantSource clock) {
        X509Certificate certificate = actual == null ? null : certificate(actual);
        Instant at = certificate == null ? clock.instant() : Authority.replaceAt(certificate);
        return Duration.between(clock.instant(), at);
    }

    /** What an informer keeps of it. */
    public static Secret stripped(Secret secret) {
        Map<String, String> data = secret.getData();
        if (data != null) {
            data.keySet().removeIf(key -> key.equals(KEY));
        }
        return secret;
    }

    private static @Nullable X509Certificate certificate(Secret secret) {
        try {
            List<X509Certificate> chain = Authority.certificates(text(secret, CERTIFICATE));
            return chain.isEmpty() ? null : chain.getFirst();
        } catch (IllegalArgumentException tamperedWith) {
            return null;
        }
    }

    private static String text(@Nullable Secret secret, String key) {
        String value = secret == null || secret.getData() == null ? null : secret.getData().get(key);
        try {
            return value == null ? "" : new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException tamperedWith) {
            return "";
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
