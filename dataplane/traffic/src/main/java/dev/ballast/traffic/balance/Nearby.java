package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prefers the endpoints of one place, a zone or a node. Among them, and among the others, an algorithm chooses as it would among all.
 *
 * <p>So much stays near that an endpoint gets from its own place at most 1.4 times what it would get if nobody preferred anybody (the overprovisioning
 * factor of Envoy's localities), taken that each place with endpoints has as many clients: of n such places, with {@code own} of the weight {@code all} of
 * those that are well in ours, the part min(1, 1.4 n own / all). So an even spread stays whole, and it begins to go elsewhere, in proportion to the
 * weights there, before those that are left near are overloaded. Where a key decides who is chosen it decides this, too, so that it stays where it is.
 *
 * <p>Cost: a draw, where not everything stays, and that of the algorithm. Wrong where the clients are not spread like the endpoints, such as by nodes where
 * proxies run on few of them: then a cap ({@code limits}) lets what is too much go elsewhere before anything waits.
 */
public final class Nearby implements Picker {
    private static final double MOST = 1.4;
    private static final int WHOLE = 1 << 16;

    private final Function<EndpointConfig, @Nullable String> placeOf;
    private final String here;
    private final @Nullable Key key;
    private final Randomness randomness;
    private final Picker near;
    private final Picker far;
    private final int stays;

    private Nearby(
            Function<EndpointConfig, @Nullable String> placeOf, String here, @Nullable Key key, Randomness randomness, Picker near, Picker far, int stays) {
        this.placeOf = placeOf;
        this.here = here;
        this.key = key;
        this.randomness = randomness;
        this.near = near;
        this.far = far;
        this.stays = stays;
    }

    /** The algorithm with the preference that the policy names, where it is known what is near; over no endpoints yet. */
    public static Picker of(PolicyConfig policy, Location location, Picker algorithm, Randomness randomness) {
        TopologyConfig topology = policy.topology();
        if (topology == null || topology.prefer() == Preference.Any) {
            return algorithm;
        }
        HashConfig hash = policy.algorithm().hash();
        Key key = hash == null ? null : Key.of(hash);
        Picker byZone = location.zone().isEmpty()
                ? algorithm
                : new Nearby(EndpointConfig::zone, location.zone(), key, randomness, algorithm, algorithm, WHOLE);
        return topology.prefer() == Preference.PreferSameZone || location.node().isEmpty()
                ? byZone
                : new Nearby(EndpointConfig::node, location.node(), key, randomness, algorithm, byZone, WHOLE);
    }

    @Override
    public Picker over(List<Endpoint> endpoints) {
        List<Endpoint> close = new ArrayList<>(endpoints.size());
        List<Endpoint> others = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            (isHere(endpoint) ? close : others).add(endpoint);
        }
        return new Nearby(placeOf, here, key, randomness, near.over(close), far.over(others), staying(endpoints));
    }

    @Override
    public @Nullable Endpoint pick(Caller caller, Tried tried) {
        boolean stay = stays == WHOLE || stays > 0 && drawn(caller) < stays;
        Endpoint chosen = (stay ? near : far).pick(caller, tried);
        return chosen != null ? chosen : (stay ? far : near).pick(caller, tried);
    }

    private int drawn(Caller caller) {
        long hash = key == null ? Caller.NO_KEY : caller.hash(key);
        // Not of the series by which the algorithm goes on from a hash.
        return hash == Caller.NO_KEY ? randomness.below(WHOLE) : (int) (Hashing.next(~hash) >>> 48);
    }

    private boolean isHere(Endpoint endpoint) {
        return here.equals(placeOf.apply(endpoint.config()));
    }

    private int staying(List<Endpoint> endpoints) {
        Endpoint[] counted = Weights.positive(endpoints);
        long[] weights = Weights.of(counted);
        Set<String> places = new HashSet<>();
        double own = 0;
        double all = 0;
        for (int i = 0; i < counted.length; i++) {
            String place = placeOf.apply(counted[i].config());
            places.add(place == null ? "" : place);
            own += isHere(counted[i]) ? weights[i] : 0;
            all += weights[i];
        }
        return all == 0 ? WHOLE : (int) (WHOLE * Math.min(1, MOST * places.size() * own / all));
    }
}
