package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.manifest.SecretManifest;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Sensitive;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a spec points at, as it is now. A reference that is not among the maps does not exist.
 *
 * @param owner whom the snapshot is for: {@code ballast://<namespace>/<uid>}, on a laptop {@code ballast://local/<name>}
 * @param place where the dataplane runs; decides ports and which addresses may be reached
 * @param secrets by name
 * @param authorities what stands in {@code ca.crt}; empty when the object has no such entry
 * @param services by name and port as the spec writes them
 * @param sessionKey under which sessions are kept: the same for all pods of the owner, always, and known to nobody else; empty where nothing is served
 */
public record Inputs(
        String owner, Place place, Map<String, TlsSecret> secrets, Map<CaRef, String> authorities, Map<ServicePort, ServiceState> services, Sensitive sessionKey) {
    public Inputs {
        authorities = Map.copyOf(authorities);
        secrets = Map.copyOf(secrets);
        services = Map.copyOf(services);
    }

    /** Without authorities, and without sessions. */
    public Inputs(String owner, Place place, Map<String, TlsSecret> secrets, Map<ServicePort, ServiceState> services) {
        this(owner, place, secrets, Map.of(), services, new Sensitive(""));
    }

    /** What stands beside a LoadBalancer in its file; without services and sessions. */
    public static Inputs of(String owner, Place place, Manifest manifest) {
        Map<String, TlsSecret> secrets = new HashMap<>();
        Map<CaRef, String> authorities = new HashMap<>();
        for (SecretManifest secret : manifest.secrets()) {
            secrets.put(secret.name(), new TlsSecret(secret.type(), secret.text("tls.crt"), new Sensitive(secret.text("tls.key"))));
            authorities.put(new CaRef(CaRef.Kind.Secret, secret.name()), secret.text(CaRef.ENTRY));
        }
        manifest.configMaps().forEach(configMap -> authorities.put(
                new CaRef(CaRef.Kind.ConfigMap, configMap.name()), configMap.data().getOrDefault(CaRef.ENTRY, "")));
        return new Inputs(owner, place, secrets, authorities, Map.of(), new Sensitive(""));
    }

    /** The same with other services. */
    public Inputs withServices(Map<ServicePort, ServiceState> others) {
        return new Inputs(owner, place, secrets, authorities, others, sessionKey);
    }

    /** The same with a key for sessions. */
    public Inputs withSessionKey(Sensitive other) {
        return new Inputs(owner, place, secrets, authorities, services, other);
    }

    /** Where the dataplane runs. */
    public enum Place {
        /** A laptop: ports are bound as written, every address may be reached, there are no Services. */
        Standalone,
        /** A cluster: ports are mapped to unprivileged ones; loopback, link-local and metadata addresses are refused. */
        Cluster
    }

    /**
     * A Secret as it is.
     *
     * @param type should be {@code kubernetes.io/tls}
     * @param chain {@code tls.crt}, PEM; empty when absent
     * @param key {@code tls.key}, PEM; empty when absent
     */
    public record TlsSecret(String type, String chain, Sensitive key) {}

    /** A Service's name and a port of it. */
    public record ServicePort(String service, PortRef port) {}

    /** What is known of a Service's port. */
    public sealed interface ServiceState {
        /** There is no Service of that name. */
        record Missing() implements ServiceState {}

        /**
         * The Service has no such port.
         *
         * @param ports what it has, as a person would write it: {@code "8080 (http), 9090"}
         */
        record NoSuchPort(String ports) implements ServiceState {}

        /** The port exists; it may have no endpoints. */
        record Found(List<EndpointConfig> endpoints) implements ServiceState {
            public Found {
                endpoints = List.copyOf(endpoints);
            }
        }
    }
}
