package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.CaRef;
import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.controller.dependent.PodCertificate;
import dev.ballast.operator.controller.identity.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The informers, one a type, and what each keeps. */
final class Caches {
    static final String SLICE_SERVICE = "kubernetes.io/service-name";

    final StrippedCache<Service> services;
    final StrippedCache<EndpointSlice> slices;
    final StrippedCache<Pod> pods;
    final StrippedCache<Deployment> deployments;
    final StrippedCache<ServiceAccount> serviceAccounts;
    final StrippedCache<PodDisruptionBudget> budgets;
    /** Only of namespaces that hold a LoadBalancer; boot Secrets never. */
    final StrippedCache<Secret> secrets;
    /** Only of namespaces with a LoadBalancer that names one. */
    final StrippedCache<ConfigMap> configMaps;

    private final References references;

    /** @param namespaces that are watched; empty for all */
    Caches(KubernetesClient client, Set<String> namespaces, References references) {
        this.references = references;
        Set<String> watched = namespaces.isEmpty() ? Set.of(StrippedCache.ALL) : namespaces;
        services = new StrippedCache<>(services(client), watched);
        slices = new StrippedCache<>(slices(client), watched);
        pods = new StrippedCache<>(pods(client), watched);
        deployments = new StrippedCache<>(owned(Deployment.class, client, Caches::stripped), watched);
        serviceAccounts = new StrippedCache<>(owned(ServiceAccount.class, client, Caches::stripped), watched);
        budgets = new StrippedCache<>(owned(PodDisruptionBudget.class, client, Caches::stripped), watched);
        secrets = new StrippedCache<>(secrets(client), Set.of());
        configMaps = new StrippedCache<>(configMaps(client), Set.of());
    }

    List<EventSource<?, LoadBalancer>> all() {
        return List.of(services, slices, pods, deployments, serviceAccounts, budgets, secrets, configMaps);
    }

    private StrippedCache.Shape<Service> services(KubernetesClient client) {
        return new StrippedCache.Shape<>(
                Service.class,
                namespace -> in(client.services(), namespace),
                service -> {
                    service.setMetadata(bare(service.getMetadata()));
                    return service;
                },
                service -> Arrays.asList(service.getSpec(), service.getStatus(), service.getMetadata().getLabels()),
                service -> service.getMetadata().getName(),
                service -> {
                    List<ResourceID> users = new ArrayList<>(references.usersOfService(
                            service.getMetadata().getNamespace(), service.getMetadata().getName()));
                    users.addAll(labelled(service));
                    return users;
                });
    }

    private StrippedCache.Shape<EndpointSlice> slices(KubernetesClient client) {
        return new StrippedCache.Shape<>(
                EndpointSlice.class,
                namespace -> in(client.discovery().v1().endpointSlices(), namespace),
                Caches::stripped,
                slice -> Arrays.asList(slice.getEndpoints(), slice.getPorts()),
                Caches::serviceOf,
                slice -> references.usersOfService(slice.getMetadata().getNamespace(), serviceOf(slice)));
    }

    static String serviceOf(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        return labels == null ? "" : Objects.requireNonNullElse(labels.get(SLICE_SERVICE), "");
    }

    private static StrippedCache.Shape<Pod> pods(KubernetesClient client) {
        return new StrippedCache.Shape<>(
                Pod.class,
                namespace -> in(client.pods(), namespace).withLabel(Labels.LOAD_BALANCER),
                Caches::stripped,
                pod -> Arrays.asList(
                        pod.getStatus(), pod.getMetadata().getDeletionTimestamp(), pod.getMetadata().getAnnotations()),
                Caches::loadBalancerOf,
                Caches::labelled);
    }

    private StrippedCache.Shape<Secret> secrets(KubernetesClient client) {
        return new StrippedCache.Shape<>(
                Secret.class,
                namespace -> in(client.secrets(), namespace).withoutLabel(Labels.SECRET, "boot"),
                this::stripped,
                secret -> Arrays.asList(secret.getType(), secret.getData(), secret.getMetadata().getResourceVersion()),
                secret -> secret.getMetadata().getName(),
                secret -> isOurs(secret)
                        ? labelled(secret)
                        : references.usersOfSecret(secret.getMetadata().getNamespace(), secret.getMetadata().getName()));
    }

    private StrippedCache.Shape<ConfigMap> configMaps(KubernetesClient client) {
        return new StrippedCache.Shape<>(
                ConfigMap.class,
                namespace -> in(client.configMaps(), namespace),
                this::stripped,
                configMap -> Arrays.asList(configMap.getData(), configMap.getMetadata().getResourceVersion()),
                configMap -> configMap.getMetadata().getName(),
                configMap -> references.usersOfConfigMap(
                        configMap.getMetadata().getNamespace(), configMap.getMetadata().getName()));
    }

    /** Objects of ours of which only the place and the version are read. */
    private static <R extends HasMetadata> StrippedCache.Shape<R> owned(
            Class<R> type, KubernetesClient client, UnaryOperator<R> strip) {
        return new StrippedCache.Shape<>(
                type,
                namespace -> in(client.resources(type), namespace).withLabel(Labels.LOAD_BALANCER),
                strip,
                object -> Arrays.asList(object.getMetadata().getGeneration(), object.getMetadata().getUid(), object.getMetadata().getLabels()),
                Caches::loadBalancerOf,
                Caches::labelled);
    }

    private static <R extends HasMetadata, L extends KubernetesResourceList<R>>
            FilterWatchListDeletable<R, L, Resource<R>> in(MixedOperation<R, L, ? extends Resource<R>> all, String namespace) {
        @SuppressWarnings("unchecked") // a Resource subtype is used as a Resource only
        MixedOperation<R, L, Resource<R>> operation = (MixedOperation<R, L, Resource<R>>) all;
        return namespace.equals(StrippedCache.ALL) ? operation.inAnyNamespace() : operation.inNamespace(namespace);
    }

    // ---- what is kept ----

    private static ObjectMeta bare(ObjectMeta metadata) {
        return new ObjectMetaBuilder()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withGeneration(metadata.getGeneration())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .withLabels(metadata.getLabels())
                .withOwnerReferences(metadata.getOwnerReferences())
                .build();
    }

    private static EndpointSlice stripped(EndpointSlice slice) {
        slice.setMetadata(bare(slice.getMetadata()));
        slice.getMetadata().setOwnerReferences(null);
        // A real API server writes null where there are none.
        slice.setEndpoints(Objects.requireNonNullElse(slice.getEndpoints(), List.of()));
        slice.setPorts(Objects.requireNonNullElse(slice.getPorts(), List.of()));
        slice.getEndpoints().forEach(endpoint -> {
            endpoint.setDeprecatedTopology(null);
            endpoint.setHints(null);
            endpoint.setHostname(null);
            if (endpoint.getTargetRef() != null) {
                String uid = endpoint.getTargetRef().getUid();
                endpoint.setTargetRef(new ObjectReferenceBuilder().withUid(uid).build());
            }
        });
        return slice;
    }

    private static Pod stripped(Pod pod) {
        ObjectMeta metadata = bare(pod.getMetadata());
        String port = pod.getMetadata().getAnnotations() == null
                ? null
                : pod.getMetadata().getAnnotations().get(Labels.CHANNEL_PORT);
        if (port != null) {
            metadata.setAnnotations(Map.of(Labels.CHANNEL_PORT, port));
        }
        PodBuilder bare = new PodBuilder().withMetadata(metadata).withNewStatus().endStatus();
        if (pod.getStatus() != null) {
            bare.editStatus()
                    .withPhase(pod.getStatus().getPhase())
                    .withPodIP(pod.getStatus().getPodIP())
                    .endStatus();
            pod.getStatus().getConditions().stream()
                    .filter(condition -> "Ready".equals(condition.getType()))
                    .forEach(condition -> bare.editStatus()
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus(condition.getStatus())
                            .endCondition()
                            .endStatus());
        }
        return bare.build();
    }

    private static Deployment stripped(Deployment deployment) {
        deployment.setMetadata(bare(deployment.getMetadata()));
        deployment.setSpec(null);
        deployment.setStatus(null);
        return deployment;
    }

    private static ServiceAccount stripped(ServiceAccount account) {
        account.setMetadata(bare(account.getMetadata()));
        return account;
    }

    private static PodDisruptionBudget stripped(PodDisruptionBudget budget) {
        budget.setMetadata(bare(budget.getMetadata()));
        budget.setSpec(null);
        budget.setStatus(null);
        return budget;
    }

    /** Data of a Secret that no LoadBalancer uses is not held. */
    private Secret stripped(Secret secret) {
        ObjectMeta metadata = bare(secret.getMetadata());
        if (isOurs(secret)) {
            secret.setMetadata(metadata);
            return PodCertificate.stripped(secret);
        }
        boolean used = !references
                .usersOfSecret(metadata.getNamespace(), metadata.getName())
                .isEmpty();
        return new SecretBuilder()
                .withMetadata(metadata)
                .withType(secret.getType())
                .withData(used ? secret.getData() : null)
                .build();
    }

    /** Of one that no LoadBalancer uses nothing is held; {@link Gather} knows it by that. */
    private ConfigMap stripped(ConfigMap configMap) {
        ObjectMeta metadata = bare(configMap.getMetadata());
        boolean used = !references
                .usersOfConfigMap(metadata.getNamespace(), metadata.getName())
                .isEmpty();
        String certificates = configMap.getData() == null ? null : configMap.getData().get(CaRef.ENTRY);
        return new ConfigMapBuilder()
                .withMetadata(metadata)
                .withData(used ? Map.of(CaRef.ENTRY, Objects.requireNonNullElse(certificates, "")) : null)
                .build();
    }

    private static boolean isOurs(Secret secret) {
        var labels = secret.getMetadata().getLabels();
        return labels != null && labels.containsKey(Labels.SECRET);
    }

    private static String loadBalancerOf(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        return labels == null ? "" : Objects.requireNonNullElse(labels.get(Labels.LOAD_BALANCER), "");
    }

    private static Collection<ResourceID> labelled(HasMetadata object) {
        String name = loadBalancerOf(object);
        return name.isEmpty() ? List.of() : List.of(new ResourceID(name, object.getMetadata().getNamespace()));
    }
}
