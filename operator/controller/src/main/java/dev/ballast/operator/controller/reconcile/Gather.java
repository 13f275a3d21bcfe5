package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Inputs.TlsSecret;
import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.controller.identity.Authority;
import dev.ballast.operator.controller.identity.Labels;
import dev.ballast.operator.controller.identity.Names;
import dev.ballast.operator.controller.identity.Ports;
import dev.ballast.operator.controller.publish.Target;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a LoadBalancer points at, from the caches. */
final class Gather {
    private static final Logger log = LoggerFactory.getLogger(Gather.class);

    private final KubernetesClient client;
    private final Caches caches;

    Gather(KubernetesClient client, Caches caches) {
        this.client = client;
        this.caches = caches;
    }

    /** Secrets and Services of the spec, and a key for its sessions. */
    Inputs inputs(LoadBalancer lb, Authority authority) {
        Names names = Names.of(lb);
        return new Inputs(
                names.owner(),
                Inputs.Place.Cluster,
                secrets(names.namespace(), References.tlsSecrets(lb)),
                authorities(names.namespace(), References.authorities(lb)),
                services(lb),
                authority.secret("sessions of " + names.owner()));
    }

    private Map<CaRef, String> authorities(String namespace, Set<CaRef> wanted) {
        Map<CaRef, String> found = new HashMap<>();
        for (CaRef ref : wanted) {
            Optional<String> certificates = ref.kind() == CaRef.Kind.Secret
                    ? secret(namespace, ref.name()).map(secret -> text(secret, CaRef.ENTRY))
                    : configMap(namespace, ref.name()).map(configMap -> configMap.getData().getOrDefault(CaRef.ENTRY, ""));
            certificates.ifPresent(text -> found.put(ref, text));
        }
        return found;
    }

    /** As with Secrets: one that was there before a LoadBalancer used it is read once. */
    private Optional<ConfigMap> configMap(String namespace, String name) {
        Optional<ConfigMap> cached = caches.configMaps.find(namespace, name);
        if (cached.isPresent() && isBare(cached.get().getData())) {
            ConfigMap whole = client.configMaps().inNamespace(namespace).withName(name).get();
            if (whole != null) {
                caches.configMaps.put(whole);
            }
        }
        return caches.configMaps.find(namespace, name).filter(configMap -> !isBare(configMap.getData()));
    }

    private Map<String, TlsSecret> secrets(String namespace, Set<String> wanted) {
        Map<String, TlsSecret> found = new HashMap<>();
        wanted.forEach(name -> secret(namespace, name)
                .ifPresent(secret -> found.put(
                        name,
                        new TlsSecret(
                                secret.getType() == null ? "" : secret.getType(),
                                text(secret, "tls.crt"),
                                new Sensitive(text(secret, "tls.key"))))));
        return found;
    }

    /** One that was there before a LoadBalancer used it was stored without its data: it is read once. */
    private Optional<Secret> secret(String namespace, String name) {
        Optional<Secret> cached = caches.secrets.find(namespace, name);
        if (cached.isPresent() && isBare(cached.get().getData())) {
            Secret whole = client.secrets().inNamespace(namespace).withName(name).get();
            if (whole != null) {
                caches.secrets.put(whole);
            }
            return Optional.ofNullable(whole);
        }
        return cached;
    }

    private static boolean isBare(@Nullable Map<String, String> data) {
        return data == null || data.isEmpty();
    }

    private static String text(Secret secret, String key) {
        String value = secret.getData() == null ? null : secret.getData().get(key);
        try {
            return value == null ? "" : new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private Map<ServicePort, ServiceState> services(LoadBalancer lb) {
        String namespace = lb.getMetadata().getNamespace();
        Map<ServicePort, ServiceState> found = new HashMap<>();
        for (BackendSpec backend : lb.getSpec().backends()) {
            if (backend.service() != null) {
                String name = backend.service().name();
                found.computeIfAbsent(
                        new ServicePort(name, backend.service().port()),
                        port -> Discovery.discover(
                                caches.services.find(namespace, name).orElse(null),
                                port.port(),
                                caches.slices.indexed(namespace, name)));
            }
        }
        return found;
    }

    /** Reads the EndpointSlices of a LoadBalancer's Services from the API server, past watches that may be late. */
    void readEndpointsAgain(LoadBalancer lb) {
        String namespace = lb.getMetadata().getNamespace();
        try {
            References.services(lb).forEach(service -> client.discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(namespace)
                    .withLabel(Caches.SLICE_SERVICE, service)
                    .list()
                    .getItems()
                    .forEach(caches.slices::put));
        } catch (KubernetesClientException unreached) {
            // Then what the watches brought is the best there is.
            log.debug("EndpointSlices in {} were not read: {}", namespace, unreached.getMessage());
        }
    }

    /** The dataplane pods that have an address and have not ended. */
    List<Target> targets(Names names) {
        return caches.pods.indexed(names.namespace(), names.name()).stream()
                .map(Gather::target)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Target> target(Pod pod) {
        var status = pod.getStatus();
        String phase = status == null ? null : status.getPhase();
        if (status == null || status.getPodIP() == null || "Succeeded".equals(phase) || "Failed".equals(phase)) {
            return Optional.empty();
        }
        boolean going = pod.getMetadata().getDeletionTimestamp() != null;
        boolean ready = !going
                && status.getConditions().stream()
                        .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        var metadata = pod.getMetadata();
        return Optional.of(new Target(
                metadata.getName(), metadata.getUid(), status.getPodIP(), channelPort(metadata.getAnnotations()), ready, going));
    }

    private static int channelPort(@Nullable Map<String, String> annotations) {
        String written = annotations == null ? null : annotations.get(Labels.CHANNEL_PORT);
        try {
            return written == null ? Ports.CHANNEL : Integer.parseInt(written);
        } catch (NumberFormatException notAPort) {
            return Ports.CHANNEL;
        }
    }
}
