package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Endpoints that are nowhere are all alike: the contract holds with a preference, too. */
class NearbyTest extends PickerContract {
    private static final AlgorithmConfig RANDOM = AlgorithmConfig.of(Algorithm.Random);
    private static final AlgorithmConfig BY_KEY = new AlgorithmConfig(
            Algorithm.ConsistentHash, 2, new HashConfig(HashTable.Maglev, HashKey.Header, "X-User", 65_537, 0), null);
    private static final Location HERE = new Location("a", "n1");

    @Override
    Picker picker(Randomness randomness) {
        return picker(RANDOM, Preference.PreferSameNode, HERE, randomness);
    }

    private static Picker picker(AlgorithmConfig algorithm, Preference prefer, Location location, Randomness randomness) {
        HealthConfig health = new HealthConfig(new PassiveConfig(3, 0, 5_000, 60_000, 50), 50);
        PolicyConfig policy = new PolicyConfig(algorithm, health, 1, 3_000, 0, 4_000, 32).withTopology(new TopologyConfig(prefer, List.of()));
        return Nearby.of(policy, location, Picker.of(algorithm, () -> 0, randomness), randomness);
    }

    /** So many endpoints in each of the zones a, b and c. */
    private static List<Endpoint> zones(int a, int b, int c) {
        return Stream.of(zone("a", a), zone("b", b), zone("c", c)).flatMap(zone -> zone).toList();
    }

    private static Stream<Endpoint> zone(String zone, int count) {
        return IntStream.range(0, count).mapToObj(i -> at(zone + i, zone, null));
    }

    private static Endpoint at(String name, @Nullable String zone, @Nullable String node) {
        return new Endpoint("shop", EndpointConfig.fixed(name, 80, 1).at(zone, node), EndpointListener.none());
    }

    /** The percentage of 20,000 choices that each zone gets. */
    private static Map<String, Double> percent(Picker picker) {
        Map<String, Double> percent = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            percent.merge(Objects.requireNonNull(Objects.requireNonNull(picker.pick(SOMEONE, Tried.NONE)).config().zone()), 1 / 200.0, Double::sum);
        }
        return percent;
    }

    private static Picker sameZone(List<Endpoint> endpoints) {
        return picker(RANDOM, Preference.PreferSameZone, HERE, seeded(1)).over(endpoints);
    }

    @Test
    void whatIsSpreadEvenlyStaysInItsZone() {
        assertThat(percent(sameZone(zones(4, 4, 4)))).containsOnlyKeys("a");
        assertThat(percent(sameZone(zones(3, 4, 4)))).as("3 of 11 for a third of the clients: 1.22 times the even share").containsOnlyKeys("a");
    }

    @Test
    void whatIsTooMuchForAZoneGoesToTheOthersInProportion() {
        Map<String, Double> few = percent(sameZone(zones(2, 4, 8)));
        assertThat(few.get("a")).as("1.4 x 3 x 2 / 14").isCloseTo(60, within(1.5));
        assertThat(few.get("b")).isCloseTo(40 / 3.0, within(1.5));
        assertThat(few.get("c")).isCloseTo(80 / 3.0, within(1.5));
        assertThat(percent(sameZone(zones(0, 4, 4)))).containsOnlyKeys("b", "c");
    }

    @Test
    void everyZoneGetsFromItsOwnClientsAtMostFortyPercentMoreThanItsEvenShare() {
        for (int a = 1; a < 12; a++) {
            double stays = Objects.requireNonNull(percent(sameZone(zones(a, 7, 4))).get("a")) / 100;
            double load = stays / 3 / (a / (a + 11.0));
            assertThat(load).as("with %s of %s endpoints", a, a + 11).isLessThan(1.45);
        }
    }

    @Test
    void whatWasTriedIsFollowedByTheRestOfTheZoneAndThenByTheOthers() {
        List<Endpoint> all = zones(2, 1, 1);
        Picker picker = sameZone(all);
        List<Endpoint> own = all.stream().filter(each -> "a".equals(each.config().zone())).toList();
        Tried first = Tried.NONE.with(own.getFirst());
        for (int i = 0; i < 50; i++) {
            assertThat(picker.pick(SOMEONE, first)).isSameAs(own.getLast());
            assertThat(picker.pick(SOMEONE, first.with(own.getLast()))).isNotIn(own).isNotNull();
        }
    }

    @Test
    void theNodeComesFirstAndThenItsZone() {
        Endpoint here = at("here", "a", "n1");
        Endpoint close = at("close", "a", "n2");
        Endpoint far = at("far", "b", "n3");
        Picker picker = picker(RANDOM, Preference.PreferSameNode, HERE, seeded(1)).over(List.of(here, close, far));
        for (int i = 0; i < 50; i++) {
            assertThat(picker.pick(SOMEONE, Tried.NONE)).isSameAs(here);
            assertThat(picker.pick(SOMEONE, Tried.NONE.with(here))).isSameAs(close);
            assertThat(picker.pick(SOMEONE, Tried.NONE.with(here).with(close))).isSameAs(far);
        }
    }

    @Test
    void aKeyStaysWithItsEndpointWhetherThatIsNearOrFar() {
        List<Endpoint> all = zones(1, 4, 4);
        Picker one = picker(BY_KEY, Preference.PreferSameZone, HERE, seeded(1)).over(all);
        Picker other = picker(BY_KEY, Preference.PreferSameZone, HERE, seeded(2)).over(all);
        int near = 0;
        for (int key = 1; key <= 10_000; key++) {
            long hash = Hashing.next(key);
            Endpoint owner = one.pick(any -> hash, Tried.NONE);
            assertThat(other.pick(any -> hash, Tried.NONE)).isSameAs(owner);
            near += "a".equals(Objects.requireNonNull(owner).config().zone()) ? 1 : 0;
        }
        assertThat(near / 100.0).as("1.4 x 3 / 9").isCloseTo(46.7, within(2.0));
    }

    @Test
    void nobodyIsPreferredWhereNobodyKnowsWhatIsNear() {
        Picker lost = picker(RANDOM, Preference.PreferSameNode, Location.UNKNOWN, seeded(1)).over(zones(4, 4, 4));
        assertThat(percent(lost).values()).hasSize(3).allSatisfy(part -> assertThat(part).isCloseTo(33.3, within(1.5)));
    }
}
