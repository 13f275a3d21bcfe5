package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same key goes to the same endpoint, in every process, as long as that endpoint is there ({@link Rendezvous}, {@link Maglev} or {@link Ring}). One that is
 * missing for a while (ejected, tried) gives its keys to the others evenly, and no other key moves: the key's hash is hashed again until it
 * meets one that is there.
 *
 * <p>With a balance factor no endpoint has more in flight than so many percent of its share of what all have (consistent hashing with bounded
 * loads; Mirrokni, Thorup, Zadimoghaddam 2016): what is too much goes on in the same way. A caller without the key gets a random
 * endpoint.
 *
 * <p>Cost: one look-up; with a balance factor, once the endpoint is busy, a sum over all. The table is made when the endpoints or their
 * weights change, not when one is missing. Wrong where nothing is cached or kept by key: even with even keys, keys are not asked for equally
 * often. Then {@link LeastRequest}.
 */
public final class ConsistentHash implements Picker {
    /** With half of the endpoints missing, one key in 65,536 comes to the end of these. */
    private static final int HASHES = 16;

    private final HashConfig config;
    private final Key key;
    private final Randomness randomness;
    private final Base base;
    private final boolean[] present;
    private final long presentWeight;

    private ConsistentHash(HashConfig config, Randomness randomness, Base base, List<Endpoint> present) {
        this.config = config;
        this.key = Key.of(config);
        this.randomness = randomness;
        this.base = base;
        this.present = new boolean[base.endpoints.length];
        long weight = 0;
        for (Endpoint endpoint : present) {
            Integer place = base.places.get(endpoint);
            if (place != null) {
                this.present[place] = true;
                weight += base.weights[place];
            }
        }
        this.presentWeight = weight;
    }

    /** Over no endpoints yet. */
    public static ConsistentHash of(HashConfig config, Randomness randomness) {
        return new ConsistentHash(config, randomness, Base.of(config, List.of(), null), List.of());
    }

    /** A part of the endpoints that this one is over, with the weights that they had, shares its table. */
    @Override
    public Picker over(List<Endpoint> others) {
        return new ConsistentHash(config, randomness, base.holds(others) ? base : Base.of(config, others, base.table), others);
    }

    @Override
    public @Nullable Endpoint pick(Caller caller, Tried tried) {
        KeyTable table = base.table;
        if (table == null || presentWeight == 0) {
            return null;
        }
        long hash = caller.hash(key);
        if (hash == Caller.NO_KEY) {
            hash = (long) randomness.below(Integer.MAX_VALUE) << 32 | randomness.below(Integer.MAX_VALUE);
        }
        long inFlight = -1;
        int place = 0;
        for (int i = 0; i < HASHES; i++, hash = Hashing.next(hash)) {
            place = table.owner(hash);
            if (usable(place, tried)) {
                inFlight = inFlight < 0 && mayBeFull(place) ? inFlight() : inFlight;
                if (hasRoom(place, inFlight)) {
                    return base.endpoints[place];
                }
            }
        }
        return following(place, tried, inFlight < 0 ? inFlight() : inFlight);
    }

    /** The next one from a place that has room, or else the next one. */
    private @Nullable Endpoint following(int place, Tried tried, long inFlight) {
        Endpoint full = null;
        for (int i = 0; i < present.length; i++) {
            int next = (place + i) % present.length;
            if (usable(next, tried)) {
                if (hasRoom(next, inFlight)) {
                    return base.endpoints[next];
                }
                full = full == null ? base.endpoints[next] : full;
            }
        }
        return full;
    }

    private boolean usable(int place, Tried tried) {
        return present[place] && !tried.contains(base.endpoints[place]);
    }

    private boolean mayBeFull(int place) {
        return config.balanceFactor() > 0 && base.endpoints[place].inFlight() > 0;
    }

    /** One more is no more than the share, rounded up. */
    private boolean hasRoom(int place, long inFlight) {
        return !mayBeFull(place)
                || base.endpoints[place].inFlight() * 100L * presentWeight < config.balanceFactor() * (inFlight + 1) * base.weights[place];
    }

    private long inFlight() {
        long sum = 0;
        for (int i = 0; i < present.length; i++) {
            sum += present[i] ? base.endpoints[i].inFlight() : 0;
        }
        return sum;
    }

    /** Endpoints, and who of them owns which key. Shared by all pickers over parts of them. */
    private static final class Base {
        final Endpoint[] endpoints;
        final long[] weights;
        final Map<Endpoint, Integer> places = new IdentityHashMap<>();
        final @Nullable KeyTable table;

        private Base(HashConfig config, Endpoint[] endpoints, @Nullable KeyTable before) {
            this.endpoints = endpoints;
            this.weights = Weights.of(endpoints);
            for (int i = 0; i < endpoints.length; i++) {
                places.put(endpoints[i], i);
            }
            this.table = endpoints.length == 0 ? null : KeyTable.of(config, endpoints, weights, before);
        }

        static Base of(HashConfig config, List<Endpoint> endpoints, @Nullable KeyTable before) {
            return new Base(config, Weights.positive(endpoints), before);
        }

        /** Whether each of these has its place here, with its weight. */
        boolean holds(List<Endpoint> others) {
            return others.stream().allMatch(endpoint -> {
                Integer place = places.get(endpoint);
                return place == null ? endpoint.config().weight() == 0 : weights[place] == endpoint.config().weight();
            });
        }
    }
}
