package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.EndpointConfig.State;
import dev.ballast.contract.translate.Inputs.ServiceState;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From a Service's EndpointSlices to endpoints. Pure.
 *
 * <p>A ready endpoint takes work; one that is terminating and still serving is kept to finish what it has, and is used only where nothing
 * is ready; what is not ready is left out. An endpoint may stand in two slices for a moment: it is taken once, and as terminating if either
 * says so, for a pod never comes back from that.
 */
final class Discovery {
    private Discovery() {}

    /** @param service absent when there is none of that name */
    static ServiceState discover(@Nullable Service service, PortRef wanted, Collection<EndpointSlice> slices) {
        if (service == null) {
            return new ServiceState.Missing();
        }
        List<ServicePort> ports = service.getSpec() == null ? List.of() : service.getSpec().getPorts();
        return ports.stream()
                .filter(port -> isMeant(port, wanted))
                .findFirst()
                .<ServiceState>map(port -> new ServiceState.Found(endpoints(name(port.getName()), slices)))
                .orElseGet(() -> new ServiceState.NoSuchPort(
                        ports.stream().map(Discovery::describe).collect(Collectors.joining(", "))));
    }

    private static boolean isMeant(ServicePort port, PortRef wanted) {
        return switch (wanted) {
            case PortRef.Number(int number) -> Objects.equals(port.getPort(), number);
            case PortRef.Name(String name) -> name.equals(port.getName());
        };
    }

    private static String describe(ServicePort port) {
        return port.getPort() + (name(port.getName()).isEmpty() ? "" : " (" + port.getName() + ")");
    }

    private static List<EndpointConfig> endpoints(String portName, Collection<EndpointSlice> slices) {
        Map<String, EndpointConfig> found = new TreeMap<>();
        for (EndpointSlice slice : slices) {
            Optional<Integer> port = port(slice, portName);
            if (port.isPresent() && isAddressed(slice)) {
                for (Endpoint endpoint : slice.getEndpoints()) {
                    endpoint(endpoint, port.get()).ifPresent(config -> found.merge(config.id(), config, Discovery::merged));
                }
            }
        }
        return List.copyOf(found.values());
    }

    /** A slice has the target's port under the name of the Service's port; a nameless port's name is empty in both. */
    private static Optional<Integer> port(EndpointSlice slice, String portName) {
        return slice.getPorts().stream()
                .filter(port -> name(port.getName()).equals(portName))
                .map(EndpointPort::getPort)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static boolean isAddressed(EndpointSlice slice) {
        return "IPv4".equals(slice.getAddressType()) || "IPv6".equals(slice.getAddressType());
    }

    private static Optional<EndpointConfig> endpoint(Endpoint endpoint, int port) {
        List<String> addresses = endpoint.getAddresses();
        Optional<State> state = state(endpoint.getConditions());
        if (addresses == null || addresses.isEmpty() || state.isEmpty()) {
            return Optional.empty();
        }
        // All addresses of an entry are the same endpoint; by the API's own word consumers use the first.
        EndpointConfig fixed = EndpointConfig.fixed(addresses.getFirst(), port, 1);
        String uid = endpoint.getTargetRef() == null ? null : endpoint.getTargetRef().getUid();
        String id = uid == null ? fixed.id() : fixed.id() + "#" + uid;
        return Optional.of(new EndpointConfig(id, fixed.address(), port, 1, state.get(), endpoint.getZone(), endpoint.getNodeName()));
    }

    /** What the API leaves out counts as ready, as serving when ready, and as not terminating. */
    private static Optional<State> state(@Nullable EndpointConditions conditions) {
        if (conditions == null) {
            return Optional.of(State.Ready);
        }
        boolean ready = !Boolean.FALSE.equals(conditions.getReady());
        if (!Boolean.TRUE.equals(conditions.getTerminating())) {
            return ready ? Optional.of(State.Ready) : Optional.empty();
        }
        boolean serving = Objects.requireNonNullElse(conditions.getServing(), ready);
        return serving ? Optional.of(State.Terminating) : Optional.empty();
    }

    private static EndpointConfig merged(EndpointConfig one, EndpointConfig other) {
        return one.state() == State.Terminating ? one : other;
    }

    private static String name(@Nullable String name) {
        return name == null ? "" : name;
    }
}
