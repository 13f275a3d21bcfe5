package dev.ballast.contract.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a dataplane needs, complete and resolved: it points at nothing outside itself. Lists are in the order of names, so that equal
 * configurations have equal bytes.
 *
 * @param owner whom it is for: {@code ballast://<namespace>/<uid of the LoadBalancer>}; a pod refuses another's
 * @param features what a dataplane must be able to do to run this; one that lacks a feature refuses the whole
 * @param limits how much comes in; absent: what open files allow
 * @param listeners what is listened on
 * @param withheld what their ports refuse
 * @param backends what the listeners point at, endpoints included
 * @param certificates what the listeners' TLS points at
 * @param authorities whom the listeners' TLS believes
 * @param drain how the process goes down
 * @param observability what is told of requests; absent: those that failed are logged
 */
public record Snapshot(
        String owner,
        List<String> features,
        @Nullable LimitsConfig limits,
        List<ListenerConfig> listeners,
        List<WithheldConfig> withheld,
        List<BackendConfig> backends,
        List<CertificateConfig> certificates,
        List<AuthorityConfig> authorities,
        DrainConfig drain,
        @Nullable ObservabilityConfig observability) {
    public Snapshot {
        features = features.stream().sorted().distinct().toList();
        listeners = listeners.stream().sorted(Comparator.comparing(ListenerConfig::name)).toList();
        withheld = withheld.stream()
                .sorted(Comparator.comparingInt(WithheldConfig::port)
                        .thenComparing(WithheldConfig::hostname, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
        backends = backends.stream().sorted(Comparator.comparing(BackendConfig::name)).toList();
        certificates = certificates.stream().sorted(Comparator.comparing(CertificateConfig::name)).toList();
        authorities = authorities.stream().sorted(Comparator.comparing(AuthorityConfig::name)).toList();
    }

    /** One without limits and observability, whose ports refuse nothing, and that believes nobody. */
    public Snapshot(
            String owner,
            List<String> features,
            List<ListenerConfig> listeners,
            List<BackendConfig> backends,
            List<CertificateConfig> certificates,
            DrainConfig drain) {
        this(owner, features, null, listeners, List.of(), backends, certificates, List.of(), drain, null);
    }

    /** The same without listeners of these names, and without what limits nobody else. */
    public Snapshot without(Set<String> names) {
        List<ListenerConfig> rest = listeners.stream().filter(listener -> !names.contains(listener.name())).toList();
        LimitsConfig fewer = limits == null ? null : limits.without(names);
        return new Snapshot(owner, features, fewer, rest, withheld, backends, certificates, authorities, drain, observability);
    }

    /** The same with other backends. */
    public Snapshot withBackends(List<BackendConfig> others) {
        return new Snapshot(owner, features, limits, listeners, withheld, others, certificates, authorities, drain, observability);
    }
}
