package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Each endpoint in turn, as often as its weight says, evenly spread: weights 3 and 1 give {@code a a b a}, not {@code a a a b}.
 *
 * <p>A static stride scheduler as in gRPC (Waldspurger and Weihl's strides without their queue): one counter gives a round and a place in
 * it; an endpoint takes part in a round where {@code round * weight} passes a multiple of the greatest weight. So a choice is one atomic
 * increment and needs no lock and no table that grows with the weights. Cost: the greatest weight divided by the mean weight steps on
 * average, one where all are equal. Wrong where answers take unequal time: then {@link LeastRequest}.
 *
 * <p>The counter starts at a random place, so that many proxies do not all begin with the same endpoint, and it is carried over changes.
 */
public final class RoundRobin implements Picker {
    private final AtomicInteger counter;
    private final Endpoint[] endpoints;
    private final long[] weights;
    private final long greatest;

    private RoundRobin(AtomicInteger counter, List<Endpoint> endpoints) {
        this.counter = counter;
        this.endpoints = Weights.positive(endpoints);
        this.weights = Weights.of(this.endpoints);
        this.greatest = Weights.greatest(weights);
    }

    /** Over no endpoints yet. */
    public static RoundRobin startingAt(Randomness randomness) {
        return new RoundRobin(new AtomicInteger(randomness.below(Integer.MAX_VALUE)), List.of());
    }

    @Override
    public Picker over(List<Endpoint> others) {
        return new RoundRobin(counter, others);
    }

    @Override
    public @Nullable Endpoint pick(Caller caller, Tried tried) {
        if (endpoints.length == 0) {
            return null;
        }
        if (!tried.isEmpty() && !anyUntried(tried)) {
            return null;
        }
        while (true) {
            Endpoint next = next();
            if (!tried.contains(next)) {
                return next;
            }
        }
    }

    /** Ends: in each round whose number is a multiple of the greatest weight, less one, every endpoint takes part. */
    private Endpoint next() {
        while (true) {
            long turn = Integer.toUnsignedLong(counter.getAndIncrement());
            int place = (int) (turn % endpoints.length);
            if (takesPart(place, turn / endpoints.length)) {
                return endpoints[place];
            }
        }
    }

    /** The round is shifted by the place, so that light endpoints do not all take part in the same round. */
    private boolean takesPart(int place, long round) {
        long weight = weights[place];
        return weight == greatest || (weight * (round + place)) % greatest >= greatest - weight;
    }

    private boolean anyUntried(Tried tried) {
        for (Endpoint endpoint : endpoints) {
            if (!tried.contains(endpoint)) {
                return true;
            }
        }
        return false;
    }
}
