package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.ListenerTlsSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.manifest.ServiceRef;
import dev.ballast.operator.api.LoadBalancer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which LoadBalancers use which Services and Secrets, as indexes of the cache of LoadBalancers. */
final class References {
    private static final String SERVICES = "ballast-services";
    private static final String SECRETS = "ballast-secrets";
    private static final String NAMESPACE = "ballast-namespace";

    private final IndexerResourceCache<LoadBalancer> loadBalancers;

    References(IndexerResourceCache<LoadBalancer> loadBalancers) {
        this.loadBalancers = loadBalancers;
        loadBalancers.addIndexers(Map.of(
                SERVICES, lb -> keys(lb, services(lb)),
                SECRETS, lb -> keys(lb, secrets(lb)),
                NAMESPACE, lb -> List.of(lb.getMetadata().getNamespace())));
    }

    Collection<ResourceID> usersOfService(@Nullable String namespace, String name) {
        return users(SERVICES, namespace + "/" + name);
    }

    Collection<ResourceID> usersOfSecret(@Nullable String namespace, String name) {
        return users(SECRETS, namespace + "/" + name);
    }

    Collection<ResourceID> in(String namespace) {
        return users(NAMESPACE, namespace);
    }

    /** Names of the Secrets that a spec uses. */
    static Set<String> secrets(LoadBalancer lb) {
        return lb.getSpec() == null
                ? Set.of()
                : lb.getSpec().listeners().stream()
                        .map(ListenerSpec::tls)
                        .filter(Objects::nonNull)
                        .map(ListenerTlsSpec::secrets)
                        .filter(Objects::nonNull)
                        .flatMap(List::stream)
                        .map(SecretRef::name)
                        .collect(Collectors.toSet());
    }

    /** Names of the Services that a spec uses. */
    static Set<String> services(LoadBalancer lb) {
        return lb.getSpec() == null
                ? Set.of()
                : lb.getSpec().backends().stream()
                        .map(BackendSpec::service)
                        .filter(Objects::nonNull)
                        .map(ServiceRef::name)
                        .collect(Collectors.toSet());
    }

    private static List<String> keys(LoadBalancer lb, Set<String> names) {
        return names.stream().map(name -> lb.getMetadata().getNamespace() + "/" + name).toList();
    }

    private List<ResourceID> users(String index, String key) {
        return loadBalancers.byIndex(index, key).stream().map(ResourceID::fromResource).toList();
    }
}
