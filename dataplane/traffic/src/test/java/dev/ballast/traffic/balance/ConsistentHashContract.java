package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What consistent hashing keeps, whatever the table. */
abstract class ConsistentHashContract extends PickerContract {
    private static final int KEYS = 100_000;

    abstract HashTable table();

    @Override
    boolean hashes() {
        return true;
    }

    @Override
    Picker picker(Randomness randomness) {
        return picker(0, randomness);
    }

    private Picker picker(int balanceFactor, Randomness randomness) {
        return ConsistentHash.of(new HashConfig(table(), HashKey.Header, "X-User", 65_537, balanceFactor), randomness);
    }

    @Test
    void aKeyStaysWithItsEndpointInEveryProcess() {
        Picker one = picker(seeded(1)).over(hundred());
        Picker other = picker(seeded(2)).over(hundred());
        for (int key = 1; key < 1_000; key++) {
            Caller caller = caller(key);
            assertThat(chosen(one, caller)).isEqualTo(chosen(one, caller)).isEqualTo(chosen(other, caller));
        }
    }

    @Test
    void asksForTheKeyThatThePolicyNames() {
        List<String> asked = new ArrayList<>();
        picker(seeded(1)).over(hundred()).pick(key -> {
            asked.add(key.source() + " " + new String(key.name(), java.nio.charset.StandardCharsets.US_ASCII));
            return 1;
        }, Tried.NONE);
        assertThat(asked).containsExactly("Header x-user");
    }

    @Test
    void withoutAKeyAnyEndpointIsChosen() {
        Picker picker = picker(seeded(1)).over(hundred());
        long different = IntStream.range(0, 1_000).mapToObj(i -> chosen(picker, Caller.anyone())).distinct().count();
        assertThat(different).isGreaterThan(90);
    }

    @Test
    void oneThatIsMissingForAWhileGivesItsKeysEvenlyAndNoOtherMoves() {
        List<Endpoint> all = hundred();
        Picker whole = picker(seeded(1)).over(all);
        Endpoint missing = all.get(37);
        Picker rest = whole.over(all.stream().filter(endpoint -> endpoint != missing).toList());
        Map<String, Integer> heirs = new HashMap<>();
        for (int key = 1; key <= KEYS; key++) {
            String before = chosen(whole, caller(key));
            String after = chosen(rest, caller(key));
            if (before.equals(missing.id())) {
                heirs.merge(after, 1, Integer::sum);
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
        assertThat(heirs).doesNotContainKey(missing.id()).hasSizeGreaterThan(90);
        assertThat(heirs.values()).allSatisfy(inherited -> assertThat(inherited).isLessThan(40));
        assertThat(chosen(rest.over(all), caller(1))).as("and it gets them back").isEqualTo(chosen(whole, caller(1)));
    }

    @Test
    void noEndpointCarriesMoreThanTheBalanceFactorAllows() {
        List<Endpoint> ten = hundred().subList(0, 10);
        Picker picker = picker(125, seeded(1)).over(ten);
        Caller one = caller(7);
        for (int sent = 1; sent <= 1_000; sent++) {
            Objects.requireNonNull(picker.pick(one, Tried.NONE)).acquire();
            int most = (int) Math.ceil(1.25 * sent / 10);
            assertThat(ten).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isLessThanOrEqualTo(most));
        }
    }

    @Test
    void withoutABalanceFactorOneKeyStaysWhateverTheLoad() {
        Picker picker = picker(seeded(1)).over(hundred());
        Endpoint first = Objects.requireNonNull(picker.pick(caller(7), Tried.NONE));
        IntStream.range(0, 10_000).forEach(i -> first.acquire());
        assertThat(picker.pick(caller(7), Tried.NONE)).isSameAs(first);
    }

    /** Moved keys when one of a hundred leaves the snapshot, divided by those that must move. */
    final double moved(int leaving) {
        List<Endpoint> all = hundred();
        Picker before = picker(seeded(1)).over(all);
        List<Endpoint> others = hundred();
        others.remove(leaving);
        Picker after = picker(seeded(1)).over(others);
        String gone = all.get(leaving).id();
        int moved = 0;
        int must = 0;
        for (int key = 1; key <= KEYS; key++) {
            String owner = chosen(before, caller(key));
            must += owner.equals(gone) ? 1 : 0;
            moved += owner.equals(chosen(after, caller(key))) ? 0 : 1;
        }
        return (double) moved / must;
    }

    private static List<Endpoint> hundred() {
        return new ArrayList<>(IntStream.range(0, 100).mapToObj(i -> endpoint("10.0.0." + i, 1)).toList());
    }

    private static Caller caller(int key) {
        long hash = Hashing.of("user-" + key);
        return any -> hash;
    }

    private static String chosen(Picker picker, Caller caller) {
        return Objects.requireNonNull(picker.pick(caller, Tried.NONE)).id();
    }
}
