package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.ListenerTlsSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.TlsSecret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a spec says of TLS, and the certificates that it points at. One use a translation. */
final class TlsParts {
    private static final String TLS_SECRET = "kubernetes.io/tls";

    private final Inputs inputs;
    private final Consumer<Problem> problems;
    private final Map<String, CertificateConfig> certificates = new HashMap<>();

    TlsParts(Inputs inputs, Consumer<Problem> problems) {
        this.inputs = inputs;
        this.problems = problems;
    }

    /** Every certificate that was asked for and can be used. */
    List<CertificateConfig> certificates() {
        return List.copyOf(certificates.values());
    }

    /** Null when none of the Secrets can be used. */
    @Nullable TlsConfig listener(String path, ListenerTlsSpec tls) {
        if (tls.mode() == ListenerTlsSpec.Mode.Passthrough) {
            return TlsConfig.passthrough();
        }
        List<SecretRef> secrets = tls.secrets() == null ? List.of() : tls.secrets();
        List<String> usable = new ArrayList<>();
        for (int i = 0; i < secrets.size(); i++) {
            String name = secrets.get(i).name();
            Optional<String> complaint = certificate(name);
            if (complaint.isEmpty()) {
                usable.add(name);
            } else {
                problems.accept(new Problem(
                        path + ".secrets[" + i + "]", Reason.InvalidCertificateRef, "Secret \"" + name + "\" " + complaint.get()));
            }
        }
        List<String> suites = tls.cipherSuites() == null ? List.of() : tls.cipherSuites();
        return usable.isEmpty() ? null : new TlsConfig(TlsMode.Terminate, usable, tls.minVersion(), suites);
    }

    /** What is wrong with the Secret; nothing when its certificate stands among those of the snapshot. */
    private Optional<String> certificate(String name) {
        if (certificates.containsKey(name)) {
            return Optional.empty();
        }
        TlsSecret secret = inputs.secrets().get(name);
        if (secret == null) {
            return Optional.of("does not exist: expected one of type " + TLS_SECRET + " "
                    + (inputs.place() == Place.Cluster ? "in the same namespace" : "in the same file"));
        }
        if (!secret.type().equals(TLS_SECRET)) {
            return Optional.of("is of type \"" + secret.type() + "\": expected " + TLS_SECRET);
        }
        try {
            Credentials.parse(secret.chain(), secret.key());
        } catch (InvalidCredentialsException unusable) {
            return Optional.of(unusable.part().entry() + " " + unusable.complaint());
        }
        certificates.put(name, new CertificateConfig(name, secret.chain(), secret.key()));
        return Optional.empty();
    }
}
