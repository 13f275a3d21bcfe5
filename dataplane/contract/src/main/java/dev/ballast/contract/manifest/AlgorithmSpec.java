package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How an endpoint is chosen. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How an endpoint is chosen.")
@Rule(
        value = "!has(self.consistentHash) || self.type == 'ConsistentHash'",
        message = "'consistentHash is present with type %s: expected it with ConsistentHash only'.format([self.type])",
        field = ".consistentHash")
@Rule(
        value = "!has(self.slowStart) || !(self.type in ['ConsistentHash', 'SourceIP'])",
        message = "'slowStart is present with type %s, whose clients it would move twice: expected it with another type'.format([self.type])",
        field = ".slowStart")
@Rule(
        value = "self.weighting == 'Static' || !(self.type in ['ConsistentHash', 'SourceIP'])",
        message = "'weighting is %s with type %s, whose clients it would move: expected Static, or another type'.format([self.weighting, self.type])",
        field = ".weighting")
public record AlgorithmSpec(
        @Doc("""
                LeastRequest (the least busy of a few chosen at random), RoundRobin (each in turn), LeastConnections (the least busy of all), Random, \
                PeakEWMA (the one of a few that is likely to answer first), ConsistentHash (the same key goes to the same endpoint) or SourceIP (the \
                same client address goes to the same endpoint). All of them follow weights.""")
        @Default("LeastRequest") Type type,
        @Doc("LeastRequest and PeakEWMA only: how many endpoints are compared.") @Default("2") @Bounds(min = 2, max = 10) Integer choices,
        @Doc("""
                Static (weights are what they are), or Dynamic: every 5 s each endpoint's weight becomes the part of itself, a tenth at least, that its good answers \
                for a second of waiting are of the fastest endpoint's.""")
        @Default("Static") Weighting weighting,
        @Doc("ConsistentHash only: what is hashed, and how.") @Nullable ConsistentHashSpec consistentHash,
        @Doc("How an endpoint that is new grows into its share. Absent: at once.") @Nullable SlowStartSpec slowStart) {
    public AlgorithmSpec {
        type = type == null ? Type.LeastRequest : type;
        choices = choices == null ? 2 : choices;
        weighting = weighting == null ? Weighting.Static : weighting;
    }

    /** What an endpoint's weight depends on. */
    public enum Weighting {
        Static,
        Dynamic
    }

    /** The algorithms. */
    public enum Type {
        RoundRobin,
        LeastRequest,
        LeastConnections,
        Random,
        PeakEWMA,
        ConsistentHash,
        SourceIP
    }
}
