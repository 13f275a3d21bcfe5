package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.BackendTlsSpec;
import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.ClientValidationSpec;
import dev.ballast.contract.manifest.ListenerTlsSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
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
    private final Map<String, AuthorityConfig> authorities = new HashMap<>();

    TlsParts(Inputs inputs, Consumer<Problem> problems) {
        this.inputs = inputs;
        this.problems = problems;
    }

    /** Every certificate that was asked for and can be used. */
    List<CertificateConfig> certificates() {
        return List.copyOf(certificates.values());
    }

    /** Everyone who was asked for and can be believed. */
    List<AuthorityConfig> authorities() {
        return List.copyOf(authorities.values());
    }

    /** Null when none of the Secrets can be used, or nobody is left whom to believe. */
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
        ClientValidationSpec written = tls.clientValidation();
        ClientValidationConfig clients = written == null ? null : clients(path + ".clientValidation", written);
        return usable.isEmpty() || written != null && clients == null
                ? null
                : new TlsConfig(TlsMode.Terminate, usable, tls.minVersion(), suites, tls.alpn(), clients);
    }

    /** Whether endpoints are spoken to in TLS. */
    static boolean asked(@Nullable BackendTlsSpec tls) {
        return tls != null && tls.mode() != BackendTlsSpec.Mode.Disabled;
    }

    /** Empty when there is no TLS, and when it cannot be done as it is asked for: without it nothing may be sent. */
    Optional<BackendTlsConfig> backend(String path, @Nullable BackendTlsSpec tls) {
        if (tls == null || !asked(tls)) {
            return Optional.empty();
        }
        List<CaRef> refs = tls.caRefs() == null ? List.of() : tls.caRefs();
        List<String> believed = believed(path + ".caRefs", refs);
        String secret = tls.clientSecret() == null ? null : tls.clientSecret().name();
        Optional<String> complaint = secret == null ? Optional.empty() : certificate(secret);
        complaint.ifPresent(why ->
                problems.accept(new Problem(path + ".clientSecret", Reason.InvalidCertificateRef, "Secret \"" + secret + "\" " + why)));
        boolean usable = complaint.isEmpty() && believed.isEmpty() == refs.isEmpty();
        boolean verify = tls.mode() == BackendTlsSpec.Mode.Verify;
        return usable ? Optional.of(new BackendTlsConfig(verify, believed, tls.hostname(), secret)) : Optional.empty();
    }

    /** With fewer authorities fewer clients come in; with none it would be none. */
    private @Nullable ClientValidationConfig clients(String path, ClientValidationSpec clients) {
        List<String> believed = believed(path + ".caRefs", clients.caRefs());
        boolean required = clients.mode() == ClientValidationSpec.Mode.RequireAndVerify;
        List<String> names = clients.subjectAltNames() == null ? List.of() : clients.subjectAltNames();
        return believed.isEmpty() ? null : new ClientValidationConfig(required, believed, names);
    }

    /** Names of those of the authorities that can be used. */
    private List<String> believed(String path, List<CaRef> refs) {
        List<String> usable = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            CaRef ref = refs.get(i);
            Optional<String> complaint = authority(ref);
            if (complaint.isEmpty()) {
                usable.add(ref.toString());
            } else {
                problems.accept(new Problem(
                        path + "[" + i + "]", Reason.InvalidCACertificateRef, ref.kind() + " \"" + ref.name() + "\" " + complaint.get()));
            }
        }
        return usable;
    }

    private Optional<String> authority(CaRef ref) {
        String certificates = inputs.authorities().get(ref);
        if (certificates == null) {
            return Optional.of("does not exist: expected one with an entry " + CaRef.ENTRY + " " + where());
        }
        try {
            Credentials.authorities(certificates);
        } catch (InvalidCredentialsException unusable) {
            return Optional.of(CaRef.ENTRY + " " + unusable.complaint());
        }
        authorities.put(ref.toString(), new AuthorityConfig(ref.toString(), certificates));
        return Optional.empty();
    }

    private String where() {
        return inputs.place() == Place.Cluster ? "in the same namespace" : "in the same file";
    }

    /** What is wrong with the Secret; nothing when its certificate stands among those of the snapshot. */
    private Optional<String> certificate(String name) {
        if (certificates.containsKey(name)) {
            return Optional.empty();
        }
        TlsSecret secret = inputs.secrets().get(name);
        if (secret == null) {
            return Optional.of("does not exist: expected one of type " + TLS_SECRET + " " + where());
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
