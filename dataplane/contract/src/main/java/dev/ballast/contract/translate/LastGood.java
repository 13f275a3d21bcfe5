package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.ClientValidationSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.SecretRef;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.WithheldConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of the spec that has become bad keeps its last good version: a listener whose Secret was deleted serves on with the certificate
 * it had. Pure. Endpoints that a cluster states are not kept: one that nothing states any longer may be another's address. A backend that a person
 * misspelt in a file is kept with those that it had.
 */
public final class LastGood {
    private final Map<String, ListenerConfig> listeners;
    private final Map<String, CertificateConfig> certificates;
    private final Map<String, AuthorityConfig> authorities;
    private final Map<String, BackendConfig> backends;
    private final @Nullable Snapshot previous;
    private final Translation translation;
    private final Set<String> features;
    private final Set<String> kept = new TreeSet<>();
    private final Set<String> revived = new TreeSet<>();

    /**
     * What is wanted after all.
     *
     * @param kept names of the listeners that have something of their last good version
     */
    public record Result(Snapshot snapshot, Set<String> kept) {}

    /**
     * Names of what a file has and its reader left out, because it could not be read.
     *
     * @param listeners of the list of listeners
     * @param backends of the list of backends
     */
    public record Unread(Set<String> listeners, Set<String> backends) {
        /** Everything was read. */
        public static final Unread NOTHING = new Unread(Set.of(), Set.of());

        public Unread {
            listeners = Set.copyOf(listeners);
            backends = Set.copyOf(backends);
        }
    }

    private LastGood(Translation translation, @Nullable Snapshot previous) {
        this.translation = translation;
        this.previous = previous;
        Snapshot snapshot = translation.snapshot();
        this.listeners = byName(snapshot.listeners(), ListenerConfig::name);
        this.certificates = byName(snapshot.certificates(), CertificateConfig::name);
        this.authorities = byName(snapshot.authorities(), AuthorityConfig::name);
        this.backends = byName(snapshot.backends(), BackendConfig::name);
        this.features = new HashSet<>(snapshot.features());
    }

    /** @param previous what was wanted before; absent for a new LoadBalancer */
    public static Result keep(List<ListenerSpec> spec, Translation translation, @Nullable Snapshot previous) {
        return keep(spec, Unread.NOTHING, translation, previous);
    }

    /**
     * The same for a file.
     *
     * @param spec the listeners that could be read
     */
    public static Result keep(List<ListenerSpec> spec, Unread unread, Translation translation, @Nullable Snapshot previous) {
        // Without a problem nothing was left out.
        boolean whole = translation.problems().isEmpty() && unread.equals(Unread.NOTHING);
        if (previous == null || whole) {
            return new Result(translation.snapshot(), Set.of());
        }
        LastGood merge = new LastGood(translation, previous);
        unread.backends().forEach(merge::backend);
        spec.forEach(merge::listener);
        unread.listeners().forEach(merge::left);
        return merge.result();
    }

    private Result result() {
        Snapshot snapshot = translation.snapshot();
        List<WithheldConfig> withheld = snapshot.withheld().stream()
                .filter(names -> listeners.values().stream().noneMatch(listener -> names.equals(namesOf(listener))))
                .toList();
        LimitsConfig limits = limits();
        Snapshot merged = new Snapshot(
                snapshot.owner(),
                List.copyOf(features),
                limits,
                List.copyOf(listeners.values()),
                withheld,
                List.copyOf(backends.values()),
                List.copyOf(certificates.values()),
                List.copyOf(authorities.values()),
                snapshot.drain(),
                snapshot.observability());
        return new Result(merged, kept);
    }

    /** A listener that serves on is limited on. */
    private @Nullable LimitsConfig limits() {
        LimitsConfig now = translation.snapshot().limits();
        LimitsConfig before = previous == null ? null : previous.limits();
        if (before == null || revived.isEmpty()) {
            return now;
        }
        Map<String, RateLimitConfig> rates = byName(now == null ? List.of() : now.rateLimits(), RateLimitConfig::name);
        for (RateLimitConfig old : before.rateLimits()) {
            Set<String> limited = new TreeSet<>(old.listeners());
            limited.retainAll(revived);
            if (!limited.isEmpty()) {
                RateLimitConfig rate = rates.getOrDefault(old.name(), old);
                limited.addAll(rates.containsKey(old.name()) ? rate.listeners() : List.of());
                rates.put(old.name(), rate.on(List.copyOf(limited)));
            }
        }
        int connections = now == null ? 0 : now.maxConnections();
        boolean shared = rates.values().stream().anyMatch(rate -> rate.scope() == RateLimitConfig.Scope.Fleet);
        FleetConfig fleet = !shared ? null : now != null && now.fleet() != null ? now.fleet() : before.fleet();
        LimitsConfig limits = new LimitsConfig(connections, List.copyOf(rates.values()), fleet);
        features.addAll(Features.of(limits));
        return connections == 0 && rates.isEmpty() ? null : limits;
    }

    private void listener(ListenerSpec spec) {
        ListenerConfig now = listeners.get(spec.name());
        if (now == null) {
            left(spec.name());
        } else if (now.tls() != null && spec.tls() != null && spec.tls().secrets() != null) {
            TlsConfig tls = authoritiesOf(spec.tls().clientValidation(), now, certificatesOf(spec.tls().secrets(), now, now.tls()));
            if (!tls.equals(now.tls())) {
                listeners.put(now.name(), now.withTls(tls));
            }
        }
    }

    private void left(String name) {
        previousListener(name).filter(this::fits).ifPresent(this::serve);
    }

    private void backend(String name) {
        if (!backends.containsKey(name) && previous != null) {
            previous.backends().stream().filter(backend -> backend.name().equals(name)).filter(this::fits).forEach(this::keep);
        }
    }

    /** Its failover may be gone. */
    private boolean fits(BackendConfig old) {
        return old.failover() == null || backends.containsKey(old.failover());
    }

    private void keep(BackendConfig old) {
        backends.put(old.name(), old);
        features.addAll(Features.of(old));
        BackendTlsConfig tls = old.connecting() == null ? null : old.connecting().tls();
        if (tls != null) {
            tls.authorities().forEach(this::keepAuthority);
            if (tls.certificate() != null) {
                keepCertificate(tls.certificate());
            }
        }
    }

    private Optional<ListenerConfig> previousListener(String name) {
        return previous == null
                ? Optional.empty()
                : previous.listeners().stream().filter(listener -> listener.name().equals(name)).findFirst();
    }

    /** Its port may be another's by now, and its backend may be gone. */
    private boolean fits(ListenerConfig old) {
        boolean free = listeners.values().stream()
                .filter(other -> other.port() == old.port() || other.bindPort() == old.bindPort())
                .allMatch(other -> sharable(old, other));
        return free && backends.keySet().containsAll(old.backends());
    }

    /** Two for TLS on one port, told apart by their names. */
    private static boolean sharable(ListenerConfig one, ListenerConfig other) {
        return one.protocol().secure()
                && other.protocol().secure()
                && one.bindPort() == other.bindPort()
                && one.port() == other.port()
                && !namesOf(one).equals(namesOf(other));
    }

    private static WithheldConfig namesOf(ListenerConfig listener) {
        return new WithheldConfig(listener.port(), listener.hostname());
    }

    private void serve(ListenerConfig old) {
        listeners.put(old.name(), old);
        features.addAll(Features.of(old));
        if (old.tls() != null) {
            old.tls().certificates().forEach(this::keepCertificate);
            if (old.tls().clientValidation() != null) {
                old.tls().clientValidation().authorities().forEach(this::keepAuthority);
            }
        }
        kept.add(old.name());
        revived.add(old.name());
    }

    /** One Secret of several has become bad: the others' new versions are served beside its last good one. */
    private TlsConfig certificatesOf(List<SecretRef> secrets, ListenerConfig now, TlsConfig tls) {
        List<String> names = new ArrayList<>();
        for (SecretRef secret : secrets) {
            if (tls.certificates().contains(secret.name())) {
                names.add(secret.name());
            } else if (keepCertificate(secret.name())) {
                names.add(secret.name());
                kept.add(now.name());
            }
        }
        return tls.withCertificates(names);
    }

    /** The same with one of several that are believed. */
    private TlsConfig authoritiesOf(@Nullable ClientValidationSpec spec, ListenerConfig now, TlsConfig tls) {
        ClientValidationConfig clients = tls.clientValidation();
        if (spec == null || clients == null) {
            return tls;
        }
        List<String> names = new ArrayList<>();
        for (String name : spec.caRefs().stream().map(CaRef::toString).toList()) {
            if (clients.authorities().contains(name)) {
                names.add(name);
            } else if (keepAuthority(name)) {
                names.add(name);
                kept.add(now.name());
            }
        }
        return tls.withClientValidation(clients.withAuthorities(names));
    }

    private boolean keepCertificate(String name) {
        if (!certificates.containsKey(name) && previous != null) {
            previous.certificates().stream()
                    .filter(certificate -> certificate.name().equals(name))
                    .forEach(certificate -> certificates.put(name, certificate));
        }
        return certificates.containsKey(name);
    }

    private boolean keepAuthority(String name) {
        if (!authorities.containsKey(name) && previous != null) {
            previous.authorities().stream()
                    .filter(authority -> authority.name().equals(name))
                    .forEach(authority -> authorities.put(name, authority));
        }
        return authorities.containsKey(name);
    }

    private static <T> Map<String, T> byName(List<T> parts, Function<T, String> name) {
        return parts.stream().collect(Collectors.toMap(name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }
}
