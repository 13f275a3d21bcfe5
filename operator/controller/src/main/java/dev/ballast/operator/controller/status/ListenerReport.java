package dev.ballast.operator.controller.status;

import static dev.ballast.operator.api.ConditionReason.*;

import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.operator.api.ConditionType;
import dev.ballast.operator.api.ListenerStatus;
import dev.ballast.operator.api.ListenerStatus.CertificateStatus;
import dev.ballast.operator.api.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is true of each listener of the spec. Pure. */
final class ListenerReport {
    private ListenerReport() {}

    /** @param warnings about anything of the spec */
    static List<ListenerStatus> of(Facts facts, List<Problem> warnings, @Nullable LoadBalancerStatus before, Instant now) {
        List<ListenerStatus> reports = new ArrayList<>();
        List<ListenerSpec> listeners = facts.spec().listeners();
        for (int i = 0; i < listeners.size(); i++) {
            reports.add(listener(facts, listeners.get(i), "spec.listeners[" + i + "]", warnings, before, now));
        }
        return reports;
    }

    private static ListenerStatus listener(
            Facts facts, ListenerSpec spec, String path, List<Problem> warnings, @Nullable LoadBalancerStatus before, Instant now) {
        Optional<ListenerConfig> served = facts.snapshot().listeners().stream()
                .filter(listener -> listener.name().equals(spec.name()))
                .findFirst();
        List<Problem> problems = below(path, facts.problems());
        List<Condition> standing = conditionsBefore(before, spec.name());
        List<Condition> conditions = Stream.of(accepted(problems), resolved(problems, below(path, warnings)), programmed(facts, served))
                .map(verdict -> verdict.condition(standing, facts.generation(), now))
                .toList();
        return new ListenerStatus(
                spec.name(), spec.port(), served.map(listener -> certificates(facts, listener)).orElse(null), conditions);
    }

    private static List<Problem> below(String path, List<Problem> problems) {
        return problems.stream().filter(problem -> problem.path().startsWith(path)).toList();
    }

    private static Verdict accepted(List<Problem> problems) {
        List<Problem> bad = problems.stream().filter(problem -> !StatusReport.isReference(problem)).toList();
        return bad.isEmpty()
                ? Verdict.yes(ConditionType.Accepted, "can be carried out")
                : Verdict.no(ConditionType.Accepted, Invalid, StatusReport.told(bad));
    }

    private static Verdict resolved(List<Problem> problems, List<Problem> warnings) {
        List<Problem> bad = problems.stream().filter(StatusReport::isReference).toList();
        return bad.isEmpty()
                ? Verdict.yes(ConditionType.ResolvedRefs, "what it points at exists" + StatusReport.besides(warnings))
                : Verdict.no(ConditionType.ResolvedRefs, StatusReport.reference(bad.getFirst()), StatusReport.told(bad));
    }

    private static Verdict programmed(Facts facts, Optional<ListenerConfig> served) {
        if (served.isEmpty()) {
            return Verdict.no(ConditionType.Programmed, Invalid, "not listened on");
        }
        if (facts.kept().contains(served.get().name())) {
            return Verdict.no(ConditionType.Programmed, Invalid, "its last good version is served, not this one");
        }
        var ready = facts.rollout().pods().stream().filter(Facts.Pod::ready).toList();
        boolean runs = facts.rollout().begun() && !ready.isEmpty() && ready.stream().allMatch(Facts.Pod::current);
        return runs
                ? Verdict.yes(ConditionType.Programmed, "every Ready pod listens on it")
                : Verdict.no(ConditionType.Programmed, Pending, "not every Ready pod runs this configuration yet");
    }

    private static @Nullable List<CertificateStatus> certificates(Facts facts, ListenerConfig listener) {
        if (listener.tls() == null || listener.tls().mode() == ListenerConfig.TlsMode.Passthrough) {
            return null;
        }
        return listener.tls().certificates().stream()
                .flatMap(name -> facts.snapshot().certificates().stream()
                        .filter(certificate -> certificate.name().equals(name)))
                .map(ListenerReport::certificate)
                .toList();
    }

    private static CertificateStatus certificate(CertificateConfig config) {
        try {
            X509Certificate leaf = Credentials.certificates(config.chain()).getFirst();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
            return new CertificateStatus(
                    config.name(), HexFormat.of().formatHex(digest), leaf.getNotAfter().toInstant().toString());
        } catch (InvalidCredentialsException | GeneralSecurityException translatedBefore) {
            return new CertificateStatus(config.name(), null, null);
        }
    }

    private static @Nullable List<Condition> conditionsBefore(@Nullable LoadBalancerStatus before, String name) {
        if (before == null || before.listeners() == null) {
            return null;
        }
        return before.listeners().stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .map(ListenerStatus::conditions)
                .orElse(null);
    }
}
