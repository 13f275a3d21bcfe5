package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.List;

/** The rules across the fields of one policy; see {@link SpecRules}. */
final class PolicyRules {
    /** As much as is buffered of anything: what is kept for a try is kept for each request that is under way. */
    private static final ByteSize MOST_OF_BODY = new ByteSize(64 * 1024);

    private final String path;
    private final List<Problem> problems;

    /** @param path where the policy stands */
    PolicyRules(String path, List<Problem> problems) {
        this.path = path;
        this.problems = problems;
    }

    void check(TrafficPolicySpec policy) {
        if (policy.algorithm() != null) {
            algorithm(path + ".algorithm", policy.algorithm());
        }
        if (policy.sessionPersistence() != null) {
            sessions(path + ".sessionPersistence", policy.sessionPersistence());
        }
        HealthCheckSpec health = policy.healthCheck();
        if (health != null && health.active() != null) {
            active(path + ".healthCheck.active", health.active());
        }
        if (health != null && health.passive() != null) {
            passive(path + ".healthCheck.passive", health.passive());
        }
        BackoffSpec backoff = policy.retries() == null ? null : policy.retries().backoff();
        if (backoff != null && backoff.base().compareTo(backoff.max()) > 0) {
            complain(path + ".retries.backoff.base", "base " + backoff.base() + " is longer than max " + backoff.max() + ": expected at most that");
        }
        if (policy.retries() != null && policy.retries().maxBodyBytes().bytes() > MOST_OF_BODY.bytes()) {
            complain(path + ".retries.maxBodyBytes", policy.retries().maxBodyBytes() + " is out of range: expected 0 to " + MOST_OF_BODY);
        }
        BackendLimitsSpec limits = policy.limits();
        if (limits != null && limits.scope() == RateLimitSpec.Scope.Fleet && limits.maxConnectionsPerEndpoint() == 0 && limits.maxRequestsPerEndpoint() == 0) {
            complain(path + ".limits.scope", "scope Fleet has nothing to share: expected maxConnectionsPerEndpoint or maxRequestsPerEndpoint above 0");
        }
        CircuitBreakerSpec circuit = policy.circuitBreaker();
        if (circuit != null) {
            circuit(path + ".circuitBreaker", circuit);
        }
    }

    private void circuit(String here, CircuitBreakerSpec circuit) {
        if (circuit.consecutiveFailures() == 0 && circuit.errorPercent() == 0) {
            complain(here + ".consecutiveFailures", "consecutiveFailures and errorPercent are 0, so that it never opens: expected one of them above 0");
        }
        if (circuit.window().toMillis() < 100) {
            complain(here + ".window", "window " + circuit.window() + " is too short to see a share in it: expected at least 100ms");
        }
        if (circuit.openDuration().toMillis() < 10) {
            complain(here + ".openDuration", "openDuration " + circuit.openDuration() + " is too short to help: expected at least 10ms");
        }
    }

    private void sessions(String here, SessionPersistenceSpec sessions) {
        boolean cookie = sessions.type() == SessionPersistenceSpec.Type.Cookie;
        if (!cookie && sessions.name() != null) {
            complain(here + ".name", "name is present with type " + sessions.type() + ": expected it with Cookie only");
        }
        if (!cookie && sessions.lifetime() != null) {
            complain(here + ".lifetime", "lifetime is present with type " + sessions.type() + ": expected it with Cookie only");
        }
    }

    private void algorithm(String here, AlgorithmSpec algorithm) {
        AlgorithmSpec.Type type = algorithm.type();
        if (algorithm.consistentHash() != null && type != AlgorithmSpec.Type.ConsistentHash) {
            complain(here + ".consistentHash", "consistentHash is present with type " + type + ": expected it with ConsistentHash only");
        }
        boolean hashing = type == AlgorithmSpec.Type.ConsistentHash || type == AlgorithmSpec.Type.SourceIP;
        if (algorithm.slowStart() != null && hashing) {
            complain(
                    here + ".slowStart",
                    "slowStart is present with type " + type + ", whose clients it would move twice: expected it with another type");
        }
        if (algorithm.weighting() != AlgorithmSpec.Weighting.Static && hashing) {
            complain(
                    here + ".weighting",
                    "weighting is " + algorithm.weighting() + " with type " + type + ", whose clients it would move: expected Static, or another type");
        }
        if (algorithm.consistentHash() != null) {
            consistentHash(here + ".consistentHash", algorithm.consistentHash());
        }
    }

    private void consistentHash(String here, ConsistentHashSpec hash) {
        boolean header = hash.header() != null;
        if ((hash.key() == ConsistentHashSpec.Key.Header) != header) {
            complain(here + ".header", "key " + hash.key() + " has " + (header ? "a" : "no") + " header: expected one exactly with key Header");
        }
        boolean cookie = hash.cookie() != null;
        if ((hash.key() == ConsistentHashSpec.Key.Cookie) != cookie) {
            complain(here + ".cookie", "key " + hash.key() + " has " + (cookie ? "a" : "no") + " cookie: expected one exactly with key Cookie");
        }
        if (hash.balanceFactor() > 0 && hash.balanceFactor() <= 100) {
            complain(
                    here + ".balanceFactor",
                    "balanceFactor " + hash.balanceFactor() + " leaves less room than there is work: expected 0 for no limit, or 101 to 10000");
        }
    }

    private void active(String here, ActiveHealthCheckSpec active) {
        if (active.timeout().compareTo(active.interval()) > 0) {
            complain(here + ".timeout", "timeout " + active.timeout() + " is longer than interval " + active.interval() + ": expected at most that");
        }
        if (active.timeout().toMillis() < 10) {
            complain(here + ".timeout", "timeout " + active.timeout() + " is too short for an answer: expected at least 10ms");
        }
    }

    private void passive(String here, PassiveHealthCheckSpec passive) {
        if (passive.baseEjectionTime().compareTo(passive.maxEjectionTime()) > 0) {
            complain(
                    here + ".baseEjectionTime",
                    "baseEjectionTime " + passive.baseEjectionTime() + " is longer than maxEjectionTime " + passive.maxEjectionTime()
                            + ": expected at most that");
        }
    }

    private void complain(String at, String message) {
        problems.add(new Problem(at, Reason.InvalidValue, message));
    }
}
