package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code spec} of a LoadBalancer: everything a person can ask for. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What this load balancer listens on, and where it sends what comes.")
@Rule(
        value = "self.className == oldSelf.className",
        message = """
                'className cannot change to "%s": expected "%s", or a new LoadBalancer'.format([self.className, oldSelf.className])""",
        field = ".className")
@Rule(
        value = """
                self.listeners.all(l, self.listeners.exists_one(m,
                m.port == l.port && (has(m.hostname) ? m.hostname : '') == (has(l.hostname) ? l.hostname : '')))""",
        message = """
                'port %d is used by two listeners%s: expected one for each'.format([
                self.listeners.filter(l, !self.listeners.exists_one(m,
                m.port == l.port && (has(m.hostname) ? m.hostname : '') == (has(l.hostname) ? l.hostname : '')))[0].port,
                has(self.listeners.filter(l, !self.listeners.exists_one(m,
                m.port == l.port && (has(m.hostname) ? m.hostname : '') == (has(l.hostname) ? l.hostname : '')))[0].hostname)
                ? ' of one hostname' : ''])""",
        field = ".listeners")
@Rule(
        value = """
                self.listeners.all(l, self.listeners.all(m, m.port != l.port || m.protocol == l.protocol
                || m.protocol in ['HTTPS', 'TLS'] && l.protocol in ['HTTPS', 'TLS']))""",
        message = """
                'port %d is used with different protocols: expected one protocol, or HTTPS and TLS'.format([
                self.listeners.filter(l, self.listeners.exists(m, m.port == l.port && m.protocol != l.protocol
                && !(m.protocol in ['HTTPS', 'TLS'] && l.protocol in ['HTTPS', 'TLS'])))[0].port])""",
        field = ".listeners")
@Rule(
        value = "self.listeners.all(l, !has(l.backend) || self.backends.exists(b, b.name == l.backend))",
        message = """
                'listener "%s" names backend "%s", which does not exist: expected a name of spec.backends'.format([
                self.listeners.filter(l, has(l.backend) && !self.backends.exists(b, b.name == l.backend))[0].name,
                self.listeners.filter(l, has(l.backend) && !self.backends.exists(b, b.name == l.backend))[0].backend])""",
        field = ".listeners")
@Rule(
        value = "self.backends.all(b, !has(b.failover) || self.backends.exists(c, c.name == b.failover))",
        message = """
                'backend "%s" names failover "%s", which does not exist: expected a name of spec.backends'.format([
                self.backends.filter(b, has(b.failover) && !self.backends.exists(c, c.name == b.failover))[0].name,
                self.backends.filter(b, has(b.failover) && !self.backends.exists(c, c.name == b.failover))[0].failover])""",
        field = ".backends")
@Rule(
        value = """
                !has(self.rateLimits) || self.rateLimits.all(r, r.listeners.all(n,
                self.listeners.exists(l, l.name == n && l.protocol in ['HTTP', 'HTTPS'])))""",
        message = """
                'rate limit "%s" names a listener that does not exist or is not for HTTP: expected names of spec.listeners with protocol HTTP or HTTPS'.format([
                self.rateLimits.filter(r, !r.listeners.all(n,
                self.listeners.exists(l, l.name == n && l.protocol in ['HTTP', 'HTTPS'])))[0].name])""",
        field = ".rateLimits")
public record LoadBalancerSpec(
        @Doc("Which operator instance owns this resource. Immutable.")
        @Default("default")
        @Text(maxLength = 63, pattern = DNS_LABEL, expected = "a DNS label")
        String className,
        @Doc("How much comes in, all listeners together.") @Nullable LimitsSpec limits,
        @Doc("The ports that are listened on.") @Required @Items(min = 1, max = 64, key = "name")
        List<ListenerSpec> listeners,
        @Doc("Named groups of interchangeable endpoints.") @Required @Items(min = 1, max = 256, key = "name")
        List<BackendSpec> backends,
        @Doc("How every backend is used; a section under backends[].trafficPolicy replaces the same section here whole.")
        @Nullable TrafficPolicySpec trafficPolicy,
        @Doc("How many requests are let in.") @Nullable @Items(max = 16, key = "name") List<RateLimitSpec> rateLimits,
        @Doc("How changes and replacements are carried out.") @Nullable RolloutSpec rollout,
        @Doc("How many dataplane pods there are.") @Default("{}") ScalingSpec scaling,
        @Doc("The Kubernetes objects made for this load balancer.") @Nullable InfrastructureSpec infrastructure,
        @Doc("What the pods tell about their work.") @Nullable ObservabilitySpec observability) {
    /** RFC 1123 label. */
    public static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /** RFC 1123 subdomain. */
    public static final String DNS_SUBDOMAIN = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

    public LoadBalancerSpec {
        className = className == null ? "default" : className;
        listeners = listeners == null ? List.of() : List.copyOf(listeners);
        backends = backends == null ? List.of() : List.copyOf(backends);
        rateLimits = rateLimits == null ? null : List.copyOf(rateLimits);
        // The one section that is never absent: /scale needs its field.
        scaling = scaling == null ? new ScalingSpec(2) : scaling;
    }
}
