package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one node: kubelet, controllers and Service addresses, and the informers that they share. */
public final class Node implements AutoCloseable {
    /** Its name, in {@code spec.nodeName}. */
    public static final String NAME = "playground";

    private final KubernetesClient client;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final Kubelet kubelet;
    private final ServiceProxy services;
    private final DeploymentController deployments;
    private final EndpointSliceController endpoints;

    /**
     * @param root where pods have their files; those with keys are deleted with the pod
     */
    public Node(Config config, Program program, Path root) {
        // The loops try again themselves, and a pod's process must not wait for an API server that is away.
        Config impatient = new ConfigBuilder(config).withRequestRetryBackoffLimit(0).withRequestTimeout(2_000).build();
        client = new KubernetesClientBuilder().withConfig(impatient).build();
        SharedIndexInformer<Pod> pods = informer(Pod.class);
        SharedIndexInformer<Secret> secrets = informer(Secret.class);
        SharedIndexInformer<Service> theServices = informer(Service.class);
        SharedIndexInformer<EndpointSlice> slices = informer(EndpointSlice.class);
        SharedIndexInformer<Deployment> theDeployments = informer(Deployment.class);
        kubelet = new Kubelet(client, program, root, pods, secrets);
        services = new ServiceProxy(client, theServices, slices);
        deployments = new DeploymentController(client, theDeployments, pods);
        endpoints = new EndpointSliceController(client, theServices, pods);
        informers.forEach(informer -> informer.start().toCompletableFuture().join());
    }

    private <T extends HasMetadata> SharedIndexInformer<T> informer(Class<T> type) {
        SharedIndexInformer<T> informer = client.resources(type).inAnyNamespace().runnableInformer(0);
        informers.add(informer);
        return informer;
    }

    /** Where a port of a Service is reached. */
    public Optional<InetSocketAddress> address(String namespace, String service, int port) {
        return services.address(namespace, service, port);
    }

    /** Ends the process of a pod without notice, by the pod's UID; it is started again. */
    public void crash(String uid) {
        kubelet.crash(uid);
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
        deployments.close();
        endpoints.close();
        services.close();
        kubelet.close();
        client.close();
    }
}
