package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives every Service its address: connections to it are relayed to a pod that is ready at that moment, as kube-proxy does, and established
 * ones stay where they are. A Service of type LoadBalancer is told this address as its outside one.
 */
final class ServiceProxy implements AutoCloseable {
    private final KubernetesClient client;
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<EndpointSlice> slices;
    private final Map<Place, Relay> relays = new ConcurrentHashMap<>();
    private final Loop loop = new Loop("service-proxy", this::reconcile);

    /** A port of a Service. */
    record Place(String namespace, String service, int port) {}

    ServiceProxy(KubernetesClient client, SharedIndexInformer<Service> services, SharedIndexInformer<EndpointSlice> slices) {
        this.client = client;
        this.services = services;
        this.slices = slices;
        services.addEventHandler(loop.wakes());
        slices.addEventHandler(loop.wakes());
        loop.start();
    }

    /** Where a port of a Service is reached; not always the port itself, because low ones may need rights. */
    Optional<InetSocketAddress> address(String namespace, String service, int port) {
        return Optional.ofNullable(relays.get(new Place(namespace, service, port))).map(Relay::address);
    }

    private void reconcile() {
        Set<Place> wanted = new HashSet<>();
        for (Service service : services.getStore().list()) {
            String address = service.getSpec().getClusterIP();
            if (address == null || address.equals("None")) {
                continue;
            }
            for (ServicePort port : service.getSpec().getPorts()) {
                Place place = new Place(service.getMetadata().getNamespace(), service.getMetadata().getName(), port.getPort());
                wanted.add(place);
                relays.computeIfAbsent(place, key -> Relay.listen(address, port.getPort())).pods(pods(place, port));
            }
            if ("LoadBalancer".equals(service.getSpec().getType())) {
                assign(service, address);
            }
        }
        Map<Place, Relay> gone = new HashMap<>(relays);
        gone.keySet().removeAll(wanted);
        gone.forEach((place, relay) -> {
            relays.remove(place);
            relay.close();
        });
    }

    private List<InetSocketAddress> pods(Place place, ServicePort port) {
        return slices.getStore().list().stream()
                .filter(slice -> slice.getMetadata().getNamespace().equals(place.namespace()))
                .filter(slice -> place.service().equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name")))
                .filter(slice -> slice.getEndpoints() != null && slice.getPorts() != null)
                .flatMap(slice -> slice.getEndpoints().stream()
                        .filter(ServiceProxy::ready)
                        .map(endpoint -> new InetSocketAddress(endpoint.getAddresses().getFirst(), number(slice, port))))
                .toList();
    }

    private static boolean ready(Endpoint endpoint) {
        return Boolean.TRUE.equals(endpoint.getConditions().getReady());
    }

    private static int number(EndpointSlice slice, ServicePort port) {
        String name = port.getName() == null ? "" : port.getName();
        return slice.getPorts().stream()
                .filter(candidate -> name.equals(candidate.getName() == null ? "" : candidate.getName()))
                .map(EndpointPort::getPort)
                .findFirst()
                .orElse(port.getPort());
    }

    private void assign(Service service, String address) {
        boolean assigned = service.getStatus() != null
                && service.getStatus().getLoadBalancer() != null
                && service.getStatus().getLoadBalancer().getIngress().stream().anyMatch(ingress -> address.equals(ingress.getIp()));
        if (!assigned) {
            client.resource(service).editStatus(current -> current.edit()
                    .editOrNewStatus()
                    .withNewLoadBalancer()
                    .addNewIngress()
                    .withIp(address)
                    .endIngress()
                    .endLoadBalancer()
                    .endStatus()
                    .build());
        }
    }

    @Override
    public void close() {
        loop.close();
        relays.values().forEach(Relay::close);
    }
}
