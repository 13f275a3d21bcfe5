package dev.ballast.operator.controller.status;

import static dev.ballast.operator.api.ConditionReason.*;

import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.EndpointConfig.State;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.translate.CertificateDates;
import dev.ballast.operator.api.AddressStatus;
import dev.ballast.operator.api.BackendStatus;
import dev.ballast.operator.api.ConditionReason;
import dev.ballast.operator.api.ConditionType;
import dev.ballast.operator.api.ConfigStatus;
import dev.ballast.operator.api.ListenerStatus;
import dev.ballast.operator.api.LoadBalancerStatus;
import dev.ballast.operator.controller.status.Facts.Pod;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From facts to a status: the one place where conditions are made. Pure. */
public final class StatusReport {
    private final Facts facts;
    private final @Nullable LoadBalancerStatus before;
    private final Instant now;
    private final List<Problem> warnings;

    private StatusReport(Facts facts, @Nullable LoadBalancerStatus before, Instant now) {
        this.facts = facts;
        this.before = before;
        this.now = now;
        this.warnings = CertificateDates.warnings(facts.spec(), facts.snapshot(), now);
    }

    /** @param before the status that stands, for the times in it */
    public static LoadBalancerStatus of(Facts facts, @Nullable LoadBalancerStatus before, Instant now) {
        return new StatusReport(facts, before, now).status();
    }

    private LoadBalancerStatus status() {
        return new LoadBalancerStatus(
                facts.generation(),
                facts.addresses().stream().map(StatusReport::address).toList(),
                facts.rollout().pods().size(),
                readyPods().size(),
                facts.selector(),
                config(),
                ListenerReport.of(facts, warnings, before, now),
                facts.snapshot().backends().stream().map(StatusReport::backend).toList(),
                conditions());
    }

    private List<Condition> conditions() {
        List<Condition> standing = before == null ? null : before.conditions();
        return List.of(accepted(), resolvedRefs(), programmed(), endpointsCurrent(), addressAssigned(), backendsAvailable()).stream()
                .map(verdict -> verdict.condition(standing, facts.generation(), now))
                .toList();
    }

    // ---- what can be carried out ----

    private Verdict accepted() {
        if (!facts.conflicts().isEmpty()) {
            return Verdict.no(ConditionType.Accepted, NameConflict, conflicts());
        }
        List<Problem> bad = facts.problems().stream().filter(problem -> !isReference(problem)).toList();
        if (bad.isEmpty()) {
            return Verdict.yes(ConditionType.Accepted, "the whole spec can be carried out");
        }
        boolean listeners = bad.stream().allMatch(problem -> problem.path().startsWith("spec.listeners"));
        return Verdict.no(ConditionType.Accepted, listeners ? ListenersNotValid : Invalid, told(bad));
    }

    private Verdict resolvedRefs() {
        List<Problem> bad = facts.problems().stream().filter(StatusReport::isReference).toList();
        if (bad.isEmpty()) {
            return Verdict.yes(ConditionType.ResolvedRefs, "everything that the spec points at exists" + besides(warnings));
        }
        return Verdict.no(ConditionType.ResolvedRefs, reference(bad.getFirst()), told(bad) + keptNote());
    }

    static boolean isReference(Problem problem) {
        return switch (problem.reason()) {
            case InvalidCertificateRef, InvalidCACertificateRef, BackendNotFound, RefNotPermitted -> true;
            default -> false;
        };
    }

    static ConditionReason reference(Problem problem) {
        return switch (problem.reason()) {
            case InvalidCertificateRef -> InvalidCertificateRef;
            case InvalidCACertificateRef -> InvalidCACertificateRef;
            case RefNotPermitted -> RefNotPermitted;
            default -> BackendNotFound;
        };
    }

    private String keptNote() {
        return facts.kept().isEmpty()
                ? ""
                : "; the last good version keeps serving: "
                        + facts.kept().stream().sorted().collect(Collectors.joining(", "));
    }

    private String conflicts() {
        return facts.conflicts().stream().map(conflict -> conflict.message()).collect(Collectors.joining("; "));
    }

    // ---- what runs ----

    private Verdict programmed() {
        return refusal()
                .or(this::nothingToRun)
                .or(this::notYet)
                .or(this::notThis)
                .orElseGet(() -> Verdict.yes(ConditionType.Programmed, allRun()));
    }

    private Optional<Verdict> refusal() {
        List<Pod> refusing = pods(pod -> !pod.refused().isEmpty());
        if (refusing.isEmpty()) {
            return Optional.empty();
        }
        boolean port = refusing.stream()
                .flatMap(pod -> pod.refused().stream())
                .anyMatch(problem -> problem.reason() == Reason.PortUnavailable);
        String message = refusing.stream()
                .map(pod -> "pod " + pod.name() + " refused it and keeps what it ran: " + told(pod.refused()))
                .collect(Collectors.joining("; "));
        return Optional.of(Verdict.no(ConditionType.Programmed, port ? PortUnavailable : Invalid, message));
    }

    private Optional<Verdict> nothingToRun() {
        if (!facts.conflicts().isEmpty()) {
            return Optional.of(Verdict.no(ConditionType.Programmed, NoResources, conflicts()));
        }
        if (facts.snapshot().listeners().isEmpty()) {
            return Optional.of(Verdict.no(ConditionType.Programmed, Invalid, "no listener can be served: " + told(facts.problems())));
        }
        if (facts.spec().scaling().replicas() == 0) {
            return Optional.of(Verdict.no(ConditionType.Programmed, NoResources, "spec.scaling.replicas is 0: expected at least 1"));
        }
        return Optional.empty();
    }

    private Optional<Verdict> notYet() {
        if (!facts.rollout().begun()) {
            return pending("the configuration is on its way to the pods");
        }
        if (readyPods().isEmpty()) {
            return pending("no dataplane pod is Ready yet" + failures(facts.rollout().pods()));
        }
        List<Pod> behind = readyPods().stream().filter(pod -> !pod.current()).toList();
        if (!behind.isEmpty()) {
            return pending(behind.size() + " of " + readyPods().size() + " Ready pods do not run it yet: "
                    + behind.stream().map(Pod::name).collect(Collectors.joining(", ")) + failures(behind));
        }
        return facts.rollout().bootBehind() ? pending("the boot Secret is being written") : Optional.empty();
    }

    /** Whoever waits for Programmed may send traffic to every listener that the spec has: one that is left out, or kept as it was, denies it. */
    private Optional<Verdict> notThis() {
        Set<String> served = facts.snapshot().listeners().stream().map(ListenerConfig::name).collect(Collectors.toSet());
        served.removeAll(facts.kept());
        List<String> others = facts.spec().listeners().stream().map(ListenerSpec::name).filter(name -> !served.contains(name)).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String message = "every Ready pod runs what can be carried out, but not as the spec says: " + String.join(", ", others) + " (";
        return Optional.of(Verdict.no(ConditionType.Programmed, Invalid, message + told(facts.problems()) + ")" + keptNote()));
    }

    private static Optional<Verdict> pending(String message) {
        return Optional.of(Verdict.no(ConditionType.Programmed, Pending, message));
    }

    private static String failures(List<Pod> pods) {
        String told = pods.stream()
                .filter(pod -> pod.failure() != null)
                .map(pod -> pod.name() + " was not reached: " + pod.failure())
                .collect(Collectors.joining("; "));
        return told.isEmpty() ? "" : " (" + told + ")";
    }

    private String allRun() {
        int tooLarge = facts.rollout().bootTooLarge();
        return "every Ready pod runs this configuration"
                + (tooLarge == 0
                        ? ""
                        : "; its snapshot has " + tooLarge + " bytes compressed: expected at most 1048576, so that pods that start "
                                + "without the operator run an older one");
    }

    private Verdict endpointsCurrent() {
        List<Pod> lagging = readyPods().stream().filter(Pod::lagging).toList();
        return lagging.isEmpty()
                ? Verdict.yes(ConditionType.EndpointsCurrent, "no pod's endpoints are older than 5 s")
                : Verdict.no(
                        ConditionType.EndpointsCurrent,
                        Lagging,
                        "endpoints older than 5 s: " + lagging.stream().map(Pod::name).collect(Collectors.joining(", "))
                                + failures(lagging));
    }

    private Verdict addressAssigned() {
        return facts.addresses().isEmpty()
                ? Verdict.no(ConditionType.AddressAssigned, Pending, "the traffic Service has no address yet")
                : Verdict.yes(ConditionType.AddressAssigned, "the traffic Service has an address");
    }

    private Verdict backendsAvailable() {
        List<BackendConfig> backends = facts.snapshot().backends();
        List<String> empty =
                backends.stream().filter(backend -> count(backend, State.Ready) == 0).map(BackendConfig::name).toList();
        if (empty.isEmpty()) {
            return Verdict.yes(ConditionType.BackendsAvailable, "every backend has an endpoint that is ready");
        }
        return Verdict.no(
                ConditionType.BackendsAvailable,
                empty.size() == backends.size() ? NoReadyEndpoints : SomeBackendsUnavailable,
                "no endpoint is ready: " + String.join(", ", empty));
    }

    // ---- counts ----

    private ConfigStatus config() {
        int acked = (int) readyPods().stream().filter(Pod::current).count();
        var rollout = facts.rollout();
        return new ConfigStatus(
                facts.digests().configuration(),
                facts.generation(),
                rollout.revision(),
                rollout.begun() ? acked : 0,
                rollout.convergence() == null ? null : new GepDuration(rollout.convergence()));
    }

    private static AddressStatus address(String value) {
        boolean literal = value.indexOf(':') >= 0 || value.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        return new AddressStatus(literal ? AddressStatus.Type.IPAddress : AddressStatus.Type.Hostname, value);
    }

    private static BackendStatus backend(BackendConfig backend) {
        return new BackendStatus(
                backend.name(), backend.endpoints().size(), count(backend, State.Ready), count(backend, State.Terminating));
    }

    /** As pods use them: those of an evacuated zone get no new work, whatever they say of themselves. */
    private static int count(BackendConfig backend, State state) {
        return (int) backend.endpoints().stream()
                .filter(endpoint -> TopologyConfig.used(backend.policy().topology(), endpoint).state() == state)
                .count();
    }

    private List<Pod> readyPods() {
        return pods(Pod::ready);
    }

    private List<Pod> pods(Predicate<Pod> which) {
        return facts.rollout().pods().stream().filter(which).toList();
    }

    /** What is to be seen to although all is well; {@code ""} when nothing is. */
    static String besides(List<Problem> warnings) {
        return warnings.isEmpty() ? "" : "; " + told(warnings);
    }

    /** Path and message of each. */
    static String told(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }
}
