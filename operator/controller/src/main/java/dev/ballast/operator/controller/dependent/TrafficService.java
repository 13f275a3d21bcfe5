package dev.ballast.operator.controller.dependent;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.TrafficServiceSpec;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The Service that clients use. It maps a listener's port to the unprivileged one that the pods bind. */
public final class TrafficService {
    private TrafficService() {}

    /**
     * Empty when nothing is listened on: a Service has at least one port. One that exists is then left as it is, and keeps its address.
     *
     * @param listeners as the snapshot has them
     */
    public static Optional<Service> desired(Names names, LoadBalancerSpec spec, List<ListenerConfig> listeners) {
        if (listeners.isEmpty()) {
            return Optional.empty();
        }
        TrafficServiceSpec written = written(spec);
        Service service = new ServiceBuilder()
                .withMetadata(Metadata.builder(names, names.dataplane())
                        .addToLabels(Labels.SERVICE, "traffic")
                        .withAnnotations(written.annotations().isEmpty() ? null : written.annotations())
                        .build())
                .withNewSpec()
                .withType(written.type().name())
                .withSelector(names.selector())
                .withPorts(ports(listeners))
                .endSpec()
                .build();
        if (written.type() != TrafficServiceSpec.Type.ClusterIP) {
            service.getSpec().setExternalTrafficPolicy(written.externalTrafficPolicy().name());
        }
        return Optional.of(service);
    }

    /** One for each number, under the name of the first of the listeners that share it. */
    private static List<ServicePort> ports(List<ListenerConfig> listeners) {
        SortedMap<Integer, ServicePort> ports = new TreeMap<>();
        listeners.forEach(listener -> ports.computeIfAbsent(listener.port(), number -> port(listener)));
        return List.copyOf(ports.values());
    }

    private static ServicePort port(ListenerConfig listener) {
        return new ServicePortBuilder()
                .withName(listener.name())
                .withPort(listener.port())
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(listener.bindPort()))
                .build();
    }

    private static TrafficServiceSpec written(LoadBalancerSpec spec) {
        TrafficServiceSpec written =
                spec.infrastructure() == null ? null : spec.infrastructure().service();
        return written == null
                ? new TrafficServiceSpec(
                        TrafficServiceSpec.Type.LoadBalancer, TrafficServiceSpec.ExternalTrafficPolicy.Cluster, Map.of())
                : written;
    }

    /** Where clients reach the Service: what a cloud gave it, or for the other types its cluster addresses. */
    public static List<String> addresses(Service actual) {
        if ("LoadBalancer".equals(actual.getSpec().getType())) {
            if (actual.getStatus() == null || actual.getStatus().getLoadBalancer() == null) {
                return List.of();
            }
            return actual.getStatus().getLoadBalancer().getIngress().stream()
                    .flatMap(TrafficService::addresses)
                    .toList();
        }
        List<String> addresses = actual.getSpec().getClusterIPs();
        if (addresses != null && !addresses.isEmpty()) {
            return addresses;
        }
        return actual.getSpec().getClusterIP() == null ? List.of() : List.of(actual.getSpec().getClusterIP());
    }

    private static Stream<String> addresses(LoadBalancerIngress ingress) {
        return Stream.of(Optional.ofNullable(ingress.getIp()), Optional.ofNullable(ingress.getHostname()))
                .flatMap(Optional::stream);
    }
}
