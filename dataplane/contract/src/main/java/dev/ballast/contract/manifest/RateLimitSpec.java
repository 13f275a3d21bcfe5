package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many requests are let in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How many requests are let in.")
@Rule(
        value = "(self.key == 'Header') == has(self.header)",
        message = "'key %s has %s header: expected one exactly with key Header'.format([self.key, has(self.header) ? 'a' : 'no'])",
        field = ".header")
@Rule(
        value = "!has(self.burst) || self.algorithm == 'TokenBucket'",
        message = "'burst is present with algorithm %s: expected it with TokenBucket only'.format([self.algorithm])",
        field = ".burst")
@Rule(
        value = "self.scope == 'Replica' || self.key in ['Listener', 'Route']",
        message = "'scope Fleet has key %s: expected Listener or Route, for a client may come to one pod only'.format([self.key])",
        field = ".scope")
public record RateLimitSpec(
        @Doc("Unique among the rate limits; clients and metrics see it.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("The listeners whose requests count, all of them together; HTTP and HTTPS only.") @Required @Items(min = 1, max = 64)
        @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        List<String> listeners,
        @Doc("""
                Who has a budget of his own: each ClientIP (of IPv6 each /64), each value of a Header (requests without it are not limited), each Listener, or \
                each Route (requests of a listener that no route matches share one).""")
        @Default("ClientIP") Key key,
        @Doc("The header whose value is the key.")
        @Nullable @Text(maxLength = 128, pattern = ConsistentHashSpec.TOKEN, expected = "the name of a header")
        String header,
        @Doc("So many in each unit of time.") @Required @Bounds(min = 1, max = 1_000_000) int requests,
        @Doc("Second, Minute or Hour.") @Default("Second") Unit unit,
        @Doc("TokenBucket only: so many at one moment after a quiet time. Absent: as many as requests.")
        @Nullable @Bounds(min = 1, max = 1_000_000)
        Integer burst,
        @Doc("TokenBucket (a burst, then an even stream) or SlidingWindow (a number in any window of that unit).")
        @Default("TokenBucket") Algorithm algorithm,
        @Doc("""
                Replica: each pod counts for itself. Fleet: all pods share one budget, each having a part of it that follows where the requests come; with key \
                Listener or Route only.""")
        @Default("Replica") Scope scope,
        @Doc("Enforce (429 to what is too much) or Observe (let through, and counted).") @Default("Enforce") Mode mode) {
    public RateLimitSpec {
        listeners = listeners == null ? List.of() : List.copyOf(listeners);
        key = key == null ? Key.ClientIP : key;
        unit = unit == null ? Unit.Second : unit;
        algorithm = algorithm == null ? Algorithm.TokenBucket : algorithm;
        scope = scope == null ? Scope.Replica : scope;
        mode = mode == null ? Mode.Enforce : mode;
    }

    /** Who has a budget of his own. */
    public enum Key {
        ClientIP,
        Header,
        Listener,
        Route
    }

    /** Of time. */
    public enum Unit {
        Second(1),
        Minute(60),
        Hour(3600);

        private final int seconds;

        Unit(int seconds) {
            this.seconds = seconds;
        }

        public int seconds() {
            return seconds;
        }
    }

    /** How it is counted. */
    public enum Algorithm {
        TokenBucket,
        SlidingWindow
    }

    /** Who counts together. */
    public enum Scope {
        Replica,
        Fleet
    }

    /** What becomes of what is too much. */
    public enum Mode {
        Enforce,
        Observe
    }
}
