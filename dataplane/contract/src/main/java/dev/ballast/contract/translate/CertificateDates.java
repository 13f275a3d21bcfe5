package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.Snapshot;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the dates of certificates say that are used. They are used all the same: who has only an expired one is better off with that than without a listener, but has to
 * hear of it before the clients tell. Looks at the first certificate of a chain: an expired root behind it does no harm.
 */
public final class CertificateDates {
    /** Who renews by itself does so a month before the end; where two weeks are left, something has failed. */
    static final Duration SOON = Duration.ofDays(14);

    private final Map<String, X509Certificate> leaves = new HashMap<>();
    private final Instant now;
    private final List<Problem> warnings = new ArrayList<>();

    private CertificateDates(Snapshot snapshot, Instant now) {
        this.now = now;
        for (CertificateConfig certificate : snapshot.certificates()) {
            leaf(certificate).ifPresent(leaf -> leaves.put(certificate.name(), leaf));
        }
    }

    /**
     * Pure; takes some tenths of a millisecond for each certificate.
     *
     * @param spec what the snapshot was made of
     * @return a warning for each use of a certificate that has expired, is not valid yet, or expires within 14 days, at its path in the spec
     */
    public static List<Problem> warnings(LoadBalancerSpec spec, Snapshot snapshot, Instant now) {
        if (snapshot.certificates().isEmpty()) {
            return List.of();
        }
        CertificateDates dates = new CertificateDates(snapshot, now);
        for (int i = 0; i < spec.listeners().size(); i++) {
            dates.listener("spec.listeners[" + i + "]", spec.listeners().get(i));
        }
        for (int i = 0; i < spec.backends().size(); i++) {
            dates.backend("spec.backends[" + i + "]", spec.backends().get(i));
        }
        return List.copyOf(dates.warnings);
    }

    private void listener(String path, ListenerSpec listener) {
        List<SecretRef> secrets = listener.tls() == null || listener.tls().secrets() == null ? List.of() : listener.tls().secrets();
        for (int i = 0; i < secrets.size(); i++) {
            secret(path + ".tls.secrets[" + i + "]", secrets.get(i), "listener \"" + listener.name() + "\"");
        }
    }

    private void backend(String path, BackendSpec backend) {
        if (backend.tls() != null && backend.tls().clientSecret() != null) {
            secret(path + ".tls.clientSecret", backend.tls().clientSecret(), "backend \"" + backend.name() + "\"");
        }
    }

    private void secret(String path, SecretRef secret, String user) {
        String wrong = wrong(leaves.get(secret.name()));
        if (wrong != null) {
            String message = "warning: the certificate in Secret \"" + secret.name() + "\" of " + user + " " + wrong;
            warnings.add(new Problem(path, Reason.InvalidCertificateRef, message));
        }
    }

    private @Nullable String wrong(@Nullable X509Certificate leaf) {
        if (leaf == null) {
            return null;
        }
        Instant from = leaf.getNotBefore().toInstant();
        Instant until = leaf.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return "expired on " + until + ": who verifies it refuses it";
        }
        if (now.isBefore(from)) {
            return "is not valid before " + from + ": who verifies it refuses it";
        }
        return now.plus(SOON).isAfter(until) ? "expires on " + until + ": expected a new one before" : null;
    }

    /** Empty for one that cannot be read: whoever made the snapshot has reported it. */
    private static Optional<X509Certificate> leaf(CertificateConfig certificate) {
        try {
            return Optional.of(Credentials.certificates(certificate.chain()).getFirst());
        } catch (InvalidCredentialsException reported) {
            return Optional.empty();
        }
    }
}
