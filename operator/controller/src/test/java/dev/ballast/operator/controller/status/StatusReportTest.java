package dev.ballast.operator.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Samples;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.api.LoadBalancerStatus;
import dev.ballast.operator.controller.identity.NameConflict;
import dev.ballast.operator.controller.status.Facts.Pod;
import dev.ballast.operator.controller.status.Facts.Rollout;
import dev.ballast.operator.controller.testing.Snapshots;
import dev.ballast.operator.controller.testing.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pod RUNS = new Pod("a", true, true, true, false, List.of(), null);
    private static final Pod BEHIND = new Pod("b", true, true, false, false, List.of(), null);
    private static final Pod STARTS = new Pod("c", false, true, true, false, List.of(), null);

    private LoadBalancerSpec spec =
            Specs.of(List.of(Specs.listener("web", 80)), Specs.backend("shop", "shop", new PortRef.Number(8080)));
    private Snapshot snapshot = Snapshots.of(80, "10.0.0.1");
    private List<Problem> problems = List.of();
    private Set<String> kept = Set.of();
    private List<NameConflict> conflicts = List.of();
    private List<String> addresses = List.of("203.0.113.10");
    private Rollout rollout = rollout(RUNS);

    @Test
    void whenAllIsWellEveryConditionIsTrue() {
        LoadBalancerStatus status = status();

        assertThat(status.conditions()).extracting(Condition::getStatus).containsOnly("True");
        assertThat(status.conditions()).extracting(Condition::getType).containsExactly(
                "Accepted", "ResolvedRefs", "Programmed", "EndpointsCurrent", "AddressAssigned", "BackendsAvailable");
        assertThat(status.conditions()).extracting(Condition::getObservedGeneration).containsOnly(7L);
        assertThat(status.addresses()).singleElement().satisfies(address -> assertThat(address.value()).isEqualTo("203.0.113.10"));
        assertThat(status.config()).satisfies(config -> {
            assertThat(config.digest()).isEqualTo(Wire.digests(snapshot).configuration());
            assertThat(config.ackedReplicas()).isEqualTo(1);
            assertThat(Objects.toString(config.lastConvergence())).isEqualTo("38ms");
        });
    }

    @Test
    void programmedNeedsAReadyPodAndAllOfThem() {
        rollout = rollout(STARTS);
        assertThat(state("Programmed")).isEqualTo("False Pending");
        assertThat(message("Programmed")).isEqualTo("no dataplane pod is Ready yet");

        rollout = rollout(RUNS, STARTS);
        assertThat(state("Programmed")).as("a pod that starts does not count").isEqualTo("True Programmed");

        rollout = rollout(RUNS, BEHIND);
        assertThat(state("Programmed")).isEqualTo("False Pending");
        assertThat(message("Programmed")).isEqualTo("1 of 2 Ready pods do not run it yet: b");
    }

    @Test
    void programmedWaitsForTheBootSecret() {
        rollout = new Rollout(true, true, 0, "1.1", null, List.of(RUNS));
        assertThat(state("Programmed")).isEqualTo("False Pending");

        rollout = new Rollout(true, false, 2_000_000, "1.1", null, List.of(RUNS));
        assertThat(state("Programmed")).isEqualTo("True Programmed");
        assertThat(message("Programmed")).contains("2000000 bytes compressed: expected at most 1048576");
    }

    @Test
    void aDigestThatIsNotYetDeliveredIsPending() {
        rollout = new Rollout(false, false, 0, "1.1", null, List.of(RUNS));
        assertThat(state("Programmed")).isEqualTo("False Pending");
    }

    @Test
    void aRefusalIsQuotedWithItsReason() {
        Problem port = new Problem("listeners[web].bindPort", Reason.PortUnavailable, "port 10080 is taken");
        Problem other = new Problem("features[0]", Reason.UnsupportedFeature, "\"x\" is not known");

        rollout = rollout(RUNS, new Pod("b", true, true, false, false, List.of(port), null));
        assertThat(state("Programmed")).isEqualTo("False PortUnavailable");
        assertThat(message("Programmed")).isEqualTo("pod b refused it and keeps what it ran: listeners[web].bindPort: port 10080 is taken");

        rollout = rollout(RUNS, new Pod("b", true, true, false, false, List.of(other), null));
        assertThat(state("Programmed")).isEqualTo("False Invalid");
    }

    @Test
    void aPodThatCannotBeReachedIsNamedWithTheCause() {
        rollout = rollout(RUNS, new Pod("b", true, false, false, true, List.of(), "connection refused"));

        assertThat(message("Programmed")).contains("b was not reached: connection refused");
        assertThat(state("EndpointsCurrent")).isEqualTo("False Lagging");
        assertThat(message("EndpointsCurrent")).contains("b was not reached: connection refused");
    }

    @Test
    void problemsGoWhereTheyBelong() {
        problems = List.of(new Problem("spec.listeners[0].port", Reason.Conflict, "80 is there twice"));
        assertThat(state("Accepted")).isEqualTo("False ListenersNotValid");
        assertThat(message("Accepted")).isEqualTo("spec.listeners[0].port: 80 is there twice");
        assertThat(state("ResolvedRefs")).isEqualTo("True ResolvedRefs");

        problems = List.of(new Problem("spec.rollout.drain", Reason.InvalidValue, "too short"));
        assertThat(state("Accepted")).isEqualTo("False Invalid");

        problems = List.of(new Problem("spec.backends[0].service", Reason.BackendNotFound, "Service \"x\" does not exist"));
        assertThat(state("Accepted")).isEqualTo("True Accepted");
        assertThat(state("ResolvedRefs")).isEqualTo("False BackendNotFound");

        problems = List.of(new Problem("spec.listeners[0].tls.secrets[0]", Reason.InvalidCertificateRef, "Secret \"x\" does not exist"));
        kept = Set.of("web");
        assertThat(message("ResolvedRefs"))
                .isEqualTo("spec.listeners[0].tls.secrets[0]: Secret \"x\" does not exist; the last good version keeps serving: web");
    }

    @Test
    void aConflictIsNeitherAcceptedNorProgrammed() {
        conflicts = List.of(new NameConflict("Service", "shop-ballast"));

        assertThat(state("Accepted")).isEqualTo("False NameConflict");
        assertThat(state("Programmed")).isEqualTo("False NoResources");
        assertThat(message("Accepted")).startsWith("Service \"shop-ballast\" exists and is not owned by this LoadBalancer");
    }

    @Test
    void withoutAnythingToListenOnNothingIsProgrammed() {
        snapshot = Snapshots.of(List.of(), List.of(), "10.0.0.1");
        problems = List.of(new Problem("spec.listeners[0].backend", Reason.UnknownReference, "\"x\" is not a backend"));

        assertThat(state("Programmed")).isEqualTo("False Invalid");
        assertThat(message("Programmed")).contains("spec.listeners[0].backend");
    }

    @Test
    void aListenerThatIsLeftOutOrKeptAsItWasIsNotProgrammed() {
        spec = Specs.of(
                List.of(Specs.listener("web", 80), Specs.https("secure", 443, "cert")),
                Specs.backend("shop", "shop", new PortRef.Number(8080)));
        problems = List.of(new Problem("spec.listeners[1].tls.secrets[0]", Reason.InvalidCertificateRef, "Secret \"cert\" does not exist"));
        assertThat(state("Programmed")).isEqualTo("False Invalid");
        assertThat(message("Programmed"))
                .isEqualTo("every Ready pod runs what can be carried out, but not as the spec says: secure "
                        + "(spec.listeners[1].tls.secrets[0]: Secret \"cert\" does not exist)");

        kept = Set.of("web");
        assertThat(message("Programmed")).contains("web, secure").endsWith("; the last good version keeps serving: web");
    }

    @Test
    void backendsAreCounted() {
        snapshot = Snapshots.of(80);
        assertThat(state("BackendsAvailable")).isEqualTo("False NoReadyEndpoints");
        assertThat(message("BackendsAvailable")).isEqualTo("no endpoint is ready: shop");
        assertThat(status().backends()).singleElement().satisfies(backend -> assertThat(backend.endpoints()).isZero());
    }

    @Test
    void endpointsOfAnEvacuatedZoneAreNotReady() {
        snapshot = evacuating("b");
        assertThat(status().backends()).singleElement().satisfies(backend -> {
            assertThat(backend.endpoints()).isEqualTo(3);
            assertThat(backend.ready()).isEqualTo(2);
            assertThat(backend.draining()).isEqualTo(1);
        });
        assertThat(state("BackendsAvailable")).isEqualTo("True AllBackendsAvailable");

        snapshot = evacuating("a", "b");
        assertThat(state("BackendsAvailable")).isEqualTo("False NoReadyEndpoints");
    }

    /** Two endpoints in zone a, one in zone b. */
    private static Snapshot evacuating(String... zones) {
        Snapshot plain = Snapshots.of(80, "10.0.0.1", "10.0.0.2", "10.0.0.3");
        BackendConfig shop = plain.backends().getFirst();
        List<EndpointConfig> endpoints =
                shop.endpoints().stream().map(endpoint -> endpoint.at(endpoint.address().endsWith("3") ? "b" : "a", null)).toList();
        TopologyConfig topology = new TopologyConfig(TopologyConfig.Preference.Any, List.of(zones));
        return plain.withBackends(List.of(new BackendConfig("shop", shop.policy().withTopology(topology), endpoints)));
    }

    @Test
    void timeMovesOnlyWithTheStatus() {
        LoadBalancerStatus first = status();
        rollout = rollout(RUNS, BEHIND);
        LoadBalancerStatus second = StatusReport.of(facts(), first, NOW.plusSeconds(60));
        problems = List.of(new Problem("spec.rollout.drain", Reason.InvalidValue, "too short"));
        LoadBalancerStatus third = StatusReport.of(facts(), second, NOW.plusSeconds(120));

        assertThat(condition(second, "Accepted").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(second, "Programmed").getLastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(condition(third, "Accepted").getLastTransitionTime()).isEqualTo("2026-01-01T00:02:00Z");
        assertThat(condition(third, "Programmed").getLastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void aListenerSaysItsOwn() {
        spec = Specs.of(
                List.of(Specs.listener("web", 80), Specs.https("secure", 443, "cert")),
                Specs.backend("shop", "shop", new PortRef.Number(8080)));
        problems = List.of(new Problem("spec.listeners[1].tls.secrets[0]", Reason.InvalidCertificateRef, "Secret \"cert\" does not exist"));

        var listeners = Objects.requireNonNull(status().listeners());

        assertThat(listeners.getFirst().conditions()).extracting(Condition::getStatus).containsOnly("True");
        assertThat(listeners.getLast().conditions()).extracting(Condition::getReason).containsExactly("Accepted", "InvalidCertificateRef", "Invalid");
    }

    @Test
    void aCertificateThatIsNotValidIsToldOfWhereItIsUsed() {
        spec = Specs.of(
                List.of(Specs.listener("web", 80), Specs.https("secure", 443, "cert")),
                Specs.backend("shop", "shop", new PortRef.Number(8080)));
        snapshot = Snapshots.of(
                List.of(Snapshots.http("web", 80), Snapshots.https("secure", 443, "cert")), List.of(Snapshots.certificate("cert", Samples.pem("ec.crt"))), "10.0.0.1");

        String warning = "spec.listeners[1].tls.secrets[0]: warning: the certificate in Secret \"cert\" of listener \"secure\" is not valid before 2026-11-21T08:15:30Z";
        assertThat(state("ResolvedRefs")).isEqualTo("True ResolvedRefs");
        assertThat(message("ResolvedRefs")).contains(warning);
        var listeners = Objects.requireNonNull(status().listeners());
        assertThat(listeners.getFirst().conditions()).extracting(Condition::getMessage).noneMatch(message -> message.contains("warning"));
        assertThat(listeners.getLast().conditions()).extracting(Condition::getMessage).anyMatch(message -> message.contains(warning));
    }

    @Test
    void aCloudsNameIsAHostname() {
        addresses = List.of("lb.example", "2001:db8::1");
        assertThat(status().addresses()).extracting(address -> address.type().name()).containsExactly("Hostname", "IPAddress");
    }

    // ---- words ----

    private static Rollout rollout(Pod... pods) {
        return new Rollout(true, false, 0, "1.1", Duration.ofMillis(38), Arrays.asList(pods));
    }

    private Facts facts() {
        return new Facts(
                7, spec, problems, snapshot, Wire.digests(snapshot), kept, conflicts, addresses, "ballast.dev/loadbalancer=shop", rollout);
    }

    private LoadBalancerStatus status() {
        return StatusReport.of(facts(), null, NOW);
    }

    private String state(String type) {
        Condition condition = condition(status(), type);
        return condition.getStatus() + " " + condition.getReason();
    }

    private String message(String type) {
        return condition(status(), type).getMessage();
    }

    private static Condition condition(@Nullable LoadBalancerStatus status, String type) {
        return Objects.requireNonNull(Objects.requireNonNull(status).conditions()).stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst()
                .orElseThrow();
    }
}
