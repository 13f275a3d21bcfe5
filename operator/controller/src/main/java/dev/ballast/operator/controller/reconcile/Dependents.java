package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.operator.controller.dependent.Applier;
import dev.ballast.operator.controller.dependent.DataplaneBudget;
import dev.ballast.operator.controller.dependent.DataplaneDeployment;
import dev.ballast.operator.controller.dependent.DataplaneServiceAccount;
import dev.ballast.operator.controller.dependent.MetricsService;
import dev.ballast.operator.controller.dependent.PodCertificate;
import dev.ballast.operator.controller.dependent.TrafficService;
import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.NameConflict;
import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings the objects of one LoadBalancer to their wanted state. An object in the way stops that object only. */
final class Dependents {
    private final Names names;
    private final Caches caches;
    private final DataplaneDeployment.Image image;
    private final Supplier<Authority> authority;
    private final InstantSource clock;
    private final Applier applier;
    /** The certificate as it was issued: it is not issued again because an informer is late. */
    private @Nullable Secret issued;

    Dependents(
            KubernetesClient client,
            Names names,
            Caches caches,
            DataplaneDeployment.Image image,
            Supplier<Authority> authority,
            InstantSource clock) {
        this.names = names;
        this.caches = caches;
        this.image = image;
        this.authority = authority;
        this.clock = clock;
        this.applier = new Applier(client, names);
    }

    /** @return what stands in the way */
    List<NameConflict> bring(LoadBalancerSpec spec, Snapshot snapshot) {
        List<NameConflict> conflicts = new ArrayList<>();
        String name = names.dataplane();
        bring(DataplaneServiceAccount.desired(names), caches.serviceAccounts.find(names.namespace(), name), conflicts);
        bringCertificate(conflicts);
        bring(MetricsService.desired(names), caches.services.find(names.namespace(), names.metricsService()), conflicts);
        TrafficService.desired(names, spec, snapshot.listeners())
                .ifPresent(service -> bring(service, caches.services.find(names.namespace(), name), conflicts));
        bring(DataplaneDeployment.desired(names, spec, image), caches.deployments.find(names.namespace(), name), conflicts);
        bringBudget(spec, conflicts);
        return conflicts;
    }

    private void bringBudget(LoadBalancerSpec spec, List<NameConflict> conflicts) {
        Optional<PodDisruptionBudget> actual = caches.budgets.find(names.namespace(), names.dataplane());
        if (DataplaneDeployment.replicas(spec) > 1) {
            bring(DataplaneBudget.desired(names), actual, conflicts);
        } else {
            actual.ifPresent(applier::remove);
        }
    }

    private void bring(HasMetadata desired, Optional<? extends HasMetadata> actual, List<NameConflict> conflicts) {
        applier.bring(desired, actual.orElse(null)).ifPresent(conflicts::add);
    }

    private void bringCertificate(List<NameConflict> conflicts) {
        Secret actual = caches.secrets.find(names.namespace(), names.tlsSecret()).orElse(null);
        boolean known = actual != null && !PodCertificate.due(names, actual, authority.get(), clock);
        if (known && issued == null) {
            // Of an operator before this one, and good.
            return;
        }
        if (issued == null || PodCertificate.due(names, issued, authority.get(), clock)) {
            issued = PodCertificate.issue(names, authority.get(), clock);
        }
        bring(issued, Optional.ofNullable(actual), conflicts);
    }

    /** Where clients reach the traffic Service; empty while it has no address, or is not ours. */
    List<String> addresses() {
        return caches.services
                .find(names.namespace(), names.dataplane())
                .filter(names::own)
                .map(TrafficService::addresses)
                .orElse(List.of());
    }
}
