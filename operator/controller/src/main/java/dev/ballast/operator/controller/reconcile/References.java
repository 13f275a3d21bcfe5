package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.BackendTlsSpec;
import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.ListenerTlsSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.manifest.ServiceRef;
import dev.ballast.operator.api.LoadBalancer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which LoadBalancers use which Services and Secrets, as indexes of the cache of LoadBalancers. */
final class References {
    private static final String SERVICES = "ballast-services";
    private static final String SECRETS = "ballast-secrets";
    private static final String CONFIG_MAPS = "ballast-config-maps";
    private static final String NAMESPACE = "ballast-namespace";

    private final IndexerResourceCache<LoadBalancer> loadBalancers;

    References(IndexerResourceCache<LoadBalancer> loadBalancers) {
        this.loadBalancers = loadBalancers;
        loadBalancers.addIndexers(Map.of(
                SERVICES, lb -> keys(lb, services(lb)),
                SECRETS, lb -> keys(lb, secrets(lb)),
                CONFIG_MAPS, lb -> keys(lb, configMaps(lb)),
                NAMESPACE, lb -> List.of(lb.getMetadata().getNamespace())));
    }

    Collection<ResourceID> usersOfService(@Nullable String namespace, String name) {
        return users(SERVICES, namespace + "/" + name);
    }

    Collection<ResourceID> usersOfSecret(@Nullable String namespace, String name) {
        return users(SECRETS, namespace + "/" + name);
    }

    Collection<ResourceID> usersOfConfigMap(@Nullable String namespace, String name) {
        return users(CONFIG_MAPS, namespace + "/" + name);
    }

    Collection<ResourceID> in(String namespace) {
        return users(NAMESPACE, namespace);
    }

    /** Names of the Secrets that a spec uses, for whatever. */
    static Set<String> secrets(LoadBalancer lb) {
        Set<String> names = new HashSet<>(tlsSecrets(lb));
        authorities(lb).stream().filter(ref -> ref.kind() == CaRef.Kind.Secret).map(CaRef::name).forEach(names::add);
        return names;
    }

    /** Names of the Secrets that a spec takes certificates and keys from. */
    static Set<String> tlsSecrets(LoadBalancer lb) {
        Stream<SecretRef> shown = listenerTls(lb)
                .map(ListenerTlsSpec::secrets)
                .filter(Objects::nonNull)
                .flatMap(List::stream);
        Stream<SecretRef> toEndpoints = backendTls(lb).map(BackendTlsSpec::clientSecret).filter(Objects::nonNull);
        return Stream.concat(shown, toEndpoints).map(SecretRef::name).collect(Collectors.toSet());
    }

    /** Whom a spec wants to be believed. */
    static Set<CaRef> authorities(LoadBalancer lb) {
        Stream<CaRef> ofClients = listenerTls(lb)
                .map(ListenerTlsSpec::clientValidation)
                .filter(Objects::nonNull)
                .flatMap(clients -> clients.caRefs().stream());
        Stream<CaRef> ofEndpoints = backendTls(lb).map(BackendTlsSpec::caRefs).filter(Objects::nonNull).flatMap(List::stream);
        return Stream.concat(ofClients, ofEndpoints).collect(Collectors.toSet());
    }

    /** Names of the ConfigMaps that a spec uses. */
    static Set<String> configMaps(LoadBalancer lb) {
        return authorities(lb).stream()
                .filter(ref -> ref.kind() == CaRef.Kind.ConfigMap)
                .map(CaRef::name)
                .collect(Collectors.toSet());
    }

    private static Stream<ListenerTlsSpec> listenerTls(LoadBalancer lb) {
        return lb.getSpec() == null
                ? Stream.of()
                : lb.getSpec().listeners().stream().map(ListenerSpec::tls).filter(Objects::nonNull);
    }

    private static Stream<BackendTlsSpec> backendTls(LoadBalancer lb) {
        return lb.getSpec() == null
                ? Stream.of()
                : lb.getSpec().backends().stream().map(BackendSpec::tls).filter(Objects::nonNull);
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
