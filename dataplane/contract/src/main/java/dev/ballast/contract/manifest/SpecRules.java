package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules across fields, for where no API server has run them as CEL: the {@link Rule}s of the records say the same in the same words.
 * A name used twice is an API server's own check of a map list and stands here only.
 *
 * <p>Each problem's path is the part that must go for the rest to live.
 */
public final class SpecRules {
    private final List<Problem> problems = new ArrayList<>();

    private SpecRules() {}

    /** Every broken rule, in the order of the document. */
    public static List<Problem> check(LoadBalancerSpec spec) {
        SpecRules rules = new SpecRules();
        rules.listeners(spec);
        rules.backends(spec.backends());
        rules.policy("spec.trafficPolicy", spec.trafficPolicy());
        rules.rateLimits(spec);
        if (spec.rollout() != null && spec.rollout().drain() != null) {
            rules.drain("spec.rollout.drain", spec.rollout().drain());
        }
        return List.copyOf(rules.problems);
    }

    /** What a change of a spec must not do. */
    public static Optional<Problem> checkChange(LoadBalancerSpec before, LoadBalancerSpec after) {
        return before.className().equals(after.className())
                ? Optional.empty()
                : Optional.of(new Problem(
                        "spec.className",
                        Reason.InvalidValue,
                        "className cannot change to \"" + after.className() + "\": expected \"" + before.className()
                                + "\", or a new LoadBalancer"));
    }

    private void rateLimits(LoadBalancerSpec spec) {
        List<RateLimitSpec> limits = spec.rateLimits() == null ? List.of() : spec.rateLimits();
        Set<String> forHttp = new HashSet<>();
        for (ListenerSpec listener : spec.listeners()) {
            if (listener.protocol() == ListenerSpec.Protocol.HTTP || listener.protocol() == ListenerSpec.Protocol.HTTPS) {
                forHttp.add(listener.name());
            }
        }
        for (int i = 0; i < limits.size(); i++) {
            RateLimitSpec limit = limits.get(i);
            String path = "spec.rateLimits[" + i + "]";
            for (String listener : limit.listeners()) {
                if (!forHttp.contains(listener)) {
                    complain(
                            path + ".listeners",
                            Reason.UnknownReference,
                            "rate limit \"" + limit.name() + "\" names listener \"" + listener
                                    + "\", which does not exist or is not for HTTP: expected names of spec.listeners with protocol HTTP or HTTPS"
                                    + Spelling.meant(listener, forHttp));
                }
            }
            if ((limit.key() == RateLimitSpec.Key.Header) != (limit.header() != null)) {
                String has = limit.header() != null ? "a" : "no";
                complain(path + ".header", Reason.InvalidValue, "key " + limit.key() + " has " + has + " header: expected one exactly with key Header");
            }
            if (limit.burst() != null && limit.algorithm() != RateLimitSpec.Algorithm.TokenBucket) {
                complain(
                        path + ".burst",
                        Reason.InvalidValue,
                        "burst is present with algorithm " + limit.algorithm() + ": expected it with TokenBucket only");
            }
            if (limit.scope() == RateLimitSpec.Scope.Fleet
                    && limit.key() != RateLimitSpec.Key.Listener
                    && limit.key() != RateLimitSpec.Key.Route) {
                complain(
                        path + ".scope",
                        Reason.InvalidValue,
                        "scope Fleet has key " + limit.key() + ": expected Listener or Route, for a client may come to one pod only");
            }
        }
    }

    private void listeners(LoadBalancerSpec spec) {
        Set<String> names = new HashSet<>();
        Map<Integer, ListenerSpec> ports = new HashMap<>();
        Map<String, String> addresses = new HashMap<>();
        Set<String> backends = new HashSet<>();
        spec.backends().forEach(backend -> backends.add(backend.name()));
        for (int i = 0; i < spec.listeners().size(); i++) {
            String path = "spec.listeners[" + i + "]";
            ListenerSpec listener = spec.listeners().get(i);
            if (!names.add(listener.name())) {
                complain(path + ".name", Reason.Conflict, "\"" + listener.name() + "\" is the name of two listeners: expected one for each");
            }
            ListenerSpec first = ports.putIfAbsent(listener.port(), listener);
            String other = addresses.putIfAbsent(listener.port() + " " + listener.hostname(), listener.name());
            if (other != null) {
                String which = listener.hostname() == null ? "" : " of one hostname";
                complain(
                        path + ".port",
                        Reason.Conflict,
                        "port " + listener.port() + " is used by two listeners" + which + ": expected one for each; the other one is \"" + other + "\"");
            } else if (first != null && first.protocol() != listener.protocol() && !(first.protocol().secure() && listener.protocol().secure())) {
                complain(
                        path + ".protocol",
                        Reason.Conflict,
                        "port " + listener.port() + " is used with different protocols: expected one protocol, or HTTPS and TLS; listener \"" + first.name()
                                + "\" has " + first.protocol());
            }
            if (first != null && !proxies(first).equals(proxies(listener))) {
                complain(
                        path + ".proxyProtocol",
                        Reason.Conflict,
                        "port " + listener.port() + " has another proxyProtocol on listener \"" + first.name()
                                + "\": expected the same, for it comes before the server name");
            }
            backend(path, listener, backends);
            new RouteRules(backends, problems).check(path, listener);
            new SourceRules(problems).check(path, listener);
            new RequestRules(problems).check(path, listener);
            tls(path, listener);
            proxies(path, listener);
        }
    }

    private void proxies(String path, ListenerSpec listener) {
        ProxyProtocolSpec proxies = proxies(listener);
        if (proxies.mode() != ProxyProtocolSpec.Mode.Disabled && proxies.trustedCIDRs() == null) {
            complain(
                    path + ".proxyProtocol.trustedCIDRs",
                    Reason.Required,
                    "mode " + proxies.mode() + " has no trustedCIDRs: expected at least one range of addresses that may speak for clients");
        }
    }

    private static ProxyProtocolSpec proxies(ListenerSpec listener) {
        return listener.proxyProtocol() == null ? Defaults.of(ProxyProtocolSpec.class) : listener.proxyProtocol();
    }

    private void backend(String path, ListenerSpec listener, Set<String> backends) {
        String subject = "listener \"" + listener.name() + "\"";
        boolean http = listener.protocol().http();
        if (listener.routes() != null && !http) {
            complain(
                    path + ".routes",
                    Reason.InvalidValue,
                    subject + " has protocol " + listener.protocol() + " and routes: expected routes with HTTP and HTTPS only");
        }
        if (listener.backend() == null) {
            if (listener.routes() == null || !http) {
                complain(path + ".backend", Reason.Required, subject + " has no backend: expected the name of one" + (http ? ", or routes" : ""));
            }
        } else if (!backends.contains(listener.backend())) {
            complain(
                    path + ".backend",
                    Reason.UnknownReference,
                    subject + " names backend \"" + listener.backend() + "\", which does not exist: expected a name of spec.backends"
                            + Spelling.meant(listener.backend(), backends));
        }
    }

    private void tls(String path, ListenerSpec listener) {
        boolean secure = listener.protocol().secure();
        String subject = "listener \"" + listener.name() + "\" has protocol " + listener.protocol();
        if (listener.hostname() != null && !secure) {
            complain(
                    path + ".hostname",
                    Reason.InvalidValue,
                    subject + " and hostname \"" + listener.hostname() + "\": expected hostname with HTTPS and TLS only");
        }
        if (listener.tls() == null) {
            if (secure) {
                String other = listener.protocol() == ListenerSpec.Protocol.TLS ? ", or mode Passthrough" : "";
                complain(path + ".tls", Reason.Required, subject + " but no tls: expected tls with at least one Secret" + other);
            }
        } else if (!secure) {
            complain(path + ".tls", Reason.InvalidValue, subject + " and tls: expected tls with HTTPS and TLS only");
        } else {
            mode(path + ".tls", listener.protocol(), subject, listener.tls());
        }
    }

    private void mode(String path, ListenerSpec.Protocol protocol, String subject, ListenerTlsSpec tls) {
        if (tls.mode() == ListenerTlsSpec.Mode.Terminate) {
            if (tls.secrets() == null) {
                complain(path + ".secrets", Reason.Required, "mode Terminate has no secrets: expected at least one Secret");
            }
            return;
        }
        if (protocol == ListenerSpec.Protocol.HTTPS) {
            complain(path + ".mode", Reason.InvalidValue, subject + " and mode Passthrough: expected mode Terminate, or protocol TLS");
        }
        if (tls.secrets() != null || tls.cipherSuites() != null || tls.alpn() != null || tls.clientValidation() != null) {
            String found = tls.secrets() != null
                    ? "secrets"
                    : tls.cipherSuites() != null ? "cipherSuites" : tls.alpn() != null ? "alpn" : "clientValidation";
            complain(path + ".mode", Reason.InvalidValue, "mode Passthrough has " + found + ": expected none, for nothing is decrypted");
        }
    }

    private void backends(List<BackendSpec> backends) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < backends.size(); i++) {
            String path = "spec.backends[" + i + "]";
            BackendSpec backend = backends.get(i);
            if (!names.add(backend.name())) {
                complain(path + ".name", Reason.Conflict, "\"" + backend.name() + "\" is the name of two backends: expected one for each");
            }
            if ((backend.service() != null) == (backend.endpoints() != null)) {
                complain(
                        path,
                        backend.service() == null ? Reason.Required : Reason.Conflict,
                        "backend \"" + backend.name() + "\" has "
                                + (backend.service() == null ? "neither service nor endpoints" : "both service and endpoints")
                                + ": expected exactly one of them");
            }
            if (backend.tls() != null) {
                tls(path + ".tls", backend.tls());
            }
            if (backend.rollout() != null) {
                rollout(path + ".rollout", backend, backend.rollout());
            }
            policy(path + ".trafficPolicy", backend.trafficPolicy());
        }
        for (int i = 0; i < backends.size(); i++) {
            failover("spec.backends[" + i + "].failover", backends.get(i), names);
        }
    }

    private void rollout(String path, BackendSpec backend, BackendRolloutSpec rollout) {
        if (backend.endpoints() == null) {
            complain(path, Reason.InvalidValue, "backend \"" + backend.name() + "\" has rollout without endpoints: expected it with fixed addresses only");
        }
        if (rollout.interval().toMillis() < 100) {
            complain(path + ".interval", Reason.InvalidValue, "interval " + rollout.interval() + " is too short to watch anything: expected at least 100ms");
        }
    }

    private void tls(String path, BackendTlsSpec tls) {
        BackendTlsSpec.Mode mode = tls.mode();
        if (mode == BackendTlsSpec.Mode.Verify && tls.hostname() == null) {
            complain(path + ".hostname", Reason.Required, "mode Verify has no hostname: expected the name that the certificates of the endpoints have");
        }
        if (mode != BackendTlsSpec.Mode.Verify && tls.caRefs() != null) {
            complain(path + ".mode", Reason.InvalidValue, "mode " + mode + " has caRefs: expected none, for no certificate is looked at");
        }
        if (mode == BackendTlsSpec.Mode.Disabled && (tls.hostname() != null || tls.clientSecret() != null)) {
            String found = tls.hostname() != null ? "hostname" : "clientSecret";
            complain(path + ".mode", Reason.InvalidValue, "mode Disabled has " + found + ": expected it with TLS only");
        }
    }

    private void failover(String path, BackendSpec backend, Set<String> names) {
        if (backend.failover() == null) {
            return;
        }
        if (backend.failover().equals(backend.name())) {
            complain(path, Reason.InvalidValue, "backend \"" + backend.name() + "\" is its own failover: expected another backend");
        } else if (!names.contains(backend.failover())) {
            complain(
                    path,
                    Reason.UnknownReference,
                    "backend \"" + backend.name() + "\" names failover \"" + backend.failover()
                            + "\", which does not exist: expected a name of spec.backends" + Spelling.meant(backend.failover(), names));
        }
    }

    private void policy(String path, @Nullable TrafficPolicySpec policy) {
        if (policy != null) {
            new PolicyRules(path, problems).check(policy);
        }
    }

    private void drain(String path, DrainSpec drain) {
        if (drain.minDuration().compareTo(drain.timeout()) > 0) {
            complain(
                    path + ".timeout",
                    Reason.InvalidValue,
                    "timeout " + drain.timeout() + " is shorter than minDuration " + drain.minDuration() + ": expected at least that");
        }
    }

    private void complain(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }
}
