package dev.ballast.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ballast.contract.manifest.Doc;
import dev.ballast.contract.manifest.Items;
import dev.ballast.contract.manifest.Text;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is true of a LoadBalancer. Counts and names, never a list of endpoints. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What is true of this load balancer.")
public record LoadBalancerStatus(
        @Doc("The generation of the spec that the rest speaks of.") @Nullable Long observedGeneration,
        @Doc("Where clients reach it.") @Nullable @Items(max = 16) List<AddressStatus> addresses,
        @Doc("Number of dataplane pods.") @Nullable Integer replicas,
        @Doc("Number of dataplane pods that are ready.") @Nullable Integer readyReplicas,
        @Doc("Label selector of the dataplane pods.") @Nullable @Text(maxLength = 253) String selector,
        @Doc("The configuration that is wanted, and how far it is rolled out.") @Nullable ConfigStatus config,
        @Doc("The listeners.") @Nullable @Items(max = 64, key = "name") List<ListenerStatus> listeners,
        @Doc("The backends: counts only.") @Nullable @Items(max = 256, key = "name") List<BackendStatus> backends,
        @Doc("Accepted, ResolvedRefs, Programmed, EndpointsCurrent, AddressAssigned, BackendsAvailable.") @Nullable @Items(max = 16, key = "type")
        List<Condition> conditions) {
    public LoadBalancerStatus {
        addresses = addresses == null ? null : List.copyOf(addresses);
        listeners = listeners == null ? null : List.copyOf(listeners);
        backends = backends == null ? null : List.copyOf(backends);
        conditions = conditions == null ? null : List.copyOf(conditions);
    }
}
