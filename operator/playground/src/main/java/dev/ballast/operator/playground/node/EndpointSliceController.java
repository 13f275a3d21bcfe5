package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes one EndpointSlice for every Service that selects pods. */
final class EndpointSliceController implements AutoCloseable {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final KubernetesClient client;
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<Pod> pods;
    private final Loop loop = new Loop("endpoint-slices", this::reconcile);
    private final Map<String, EndpointSlice> written = new HashMap<>();

    EndpointSliceController(KubernetesClient client, SharedIndexInformer<Service> services, SharedIndexInformer<Pod> pods) {
        this.client = client;
        this.services = services;
        this.pods = pods;
        services.addEventHandler(loop.wakes());
        pods.addEventHandler(loop.wakes());
        loop.start();
    }

    private void reconcile() {
        List<Service> all = services.getStore().list();
        written.keySet().retainAll(all.stream().map(service -> service.getMetadata().getUid()).toList());
        for (Service service : all) {
            Map<String, String> selector = service.getSpec().getSelector();
            if (selector != null && !selector.isEmpty()) {
                write(service, selected(service));
            }
        }
    }

    private List<Pod> selected(Service service) {
        return pods.getStore().list().stream()
                .filter(pod -> pod.getMetadata().getNamespace().equals(service.getMetadata().getNamespace()))
                .filter(pod -> Pods.matches(pod, service.getSpec().getSelector()) && Pods.address(pod) != null)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    private void write(Service service, List<Pod> selected) {
        EndpointSlice slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service.getMetadata().getName() + "-slice")
                .withNamespace(service.getMetadata().getNamespace())
                .addToLabels(SERVICE_NAME, service.getMetadata().getName())
                .addToLabels("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Service")
                .withName(service.getMetadata().getName())
                .withUid(service.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withAddressType("IPv4")
                .withPorts(service.getSpec().getPorts().stream().map(port -> port(port, selected)).toList())
                .withEndpoints(selected.stream().map(EndpointSliceController::endpoint).toList())
                .build();
        if (!slice.equals(written.get(service.getMetadata().getUid()))) {
            client.resource(slice).forceConflicts().fieldManager("endpoint-slices").serverSideApply();
            written.put(service.getMetadata().getUid(), slice);
        }
    }

    private static EndpointPort port(ServicePort port, List<Pod> selected) {
        return new EndpointPortBuilder()
                .withName(Optional.ofNullable(port.getName()).orElse(""))
                .withProtocol("TCP")
                .withPort(selected.stream().findFirst().map(pod -> number(port, pod)).orElse(port.getPort()))
                .build();
    }

    /** A target port may be the name of a container's port. */
    private static Integer number(ServicePort port, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return port.getPort();
        }
        return target.getStrVal() == null
                ? target.getIntVal()
                : pod.getSpec().getContainers().stream()
                        .flatMap(container -> container.getPorts().stream())
                        .filter(candidate -> target.getStrVal().equals(candidate.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst()
                        .orElse(port.getPort());
    }

    private static Endpoint endpoint(Pod pod) {
        boolean ready = Pods.ready(pod);
        boolean terminating = Pods.terminating(pod);
        return new EndpointBuilder()
                .withAddresses(Pods.address(pod))
                .withNewConditions()
                .withReady(ready && !terminating)
                .withServing(ready)
                .withTerminating(terminating)
                .endConditions()
                .withNodeName(Node.NAME)
                .withNewTargetRef()
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef()
                .build();
    }

    @Override
    public void close() {
        loop.close();
    }
}
