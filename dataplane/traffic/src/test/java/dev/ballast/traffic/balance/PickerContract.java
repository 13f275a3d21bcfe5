package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every picker keeps, whatever its algorithm. */
abstract class PickerContract {
    /** Another client each time. */
    static final Caller SOMEONE = new Caller() {
        private final AtomicLong clients = new AtomicLong();

        @Override
        public long hash(Key key) {
            return Hashing.next(clients.incrementAndGet());
        }
    };

    /** The picker under test, over no endpoints yet. */
    abstract Picker picker(Randomness randomness);

    @Test
    void choosesNobodyFromNothing() {
        assertThat(over().pick(SOMEONE, Tried.NONE)).isNull();
    }

    @Test
    void givesNothingToWeightZero() {
        assertThat(over(endpoint("a", 0), endpoint("b", 0)).pick(SOMEONE, Tried.NONE)).isNull();
        assertThat(shares(over(endpoint("a", 0), endpoint("b", 1)), 100)).containsOnlyKeys("b:80");
    }

    @Test
    void sharesAsTheWeightsSayWhileAllAreIdle() {
        Map<String, Integer> shares = shares(over(endpoint("a", 5), endpoint("b", 3), endpoint("c", 1), endpoint("d", 1)), 10_000);
        assertThat(shares.get("a:80")).isCloseTo(5_000, within(300));
        assertThat(shares.get("b:80")).isCloseTo(3_000, within(300));
        assertThat(shares.get("c:80")).isCloseTo(1_000, within(150));
        assertThat(shares.get("d:80")).isCloseTo(1_000, within(150));
    }

    @Test
    void sharesEvenlyWhereWeightsAreEqual() {
        Endpoint[] ten = IntStream.range(0, 10).mapToObj(i -> endpoint("e" + i, 7)).toArray(Endpoint[]::new);
        assertThat(shares(over(ten), 10_000)).hasSize(10).allSatisfy((name, count) -> assertThat(count).isCloseTo(1_000, within(150)));
    }

    @Test
    void leavesOutWhatWasTried() {
        Endpoint a = endpoint("a", 1000);
        Endpoint b = endpoint("b", 1);
        Endpoint c = endpoint("c", 1);
        Picker picker = over(a, b, c);
        for (int i = 0; i < 50; i++) {
            assertThat(picker.pick(SOMEONE, Tried.NONE.with(a))).isIn(b, c);
            assertThat(picker.pick(SOMEONE, Tried.NONE.with(a).with(c))).isSameAs(b);
        }
        assertThat(picker.pick(SOMEONE, Tried.NONE.with(a).with(b).with(c))).isNull();
    }

    @Test
    void choosesBySharesAmongWhatIsLeftOverOfASet() {
        List<Endpoint> four = List.of(endpoint("a", 2), endpoint("b", 1), endpoint("c", 2), endpoint("d", 1));
        Picker whole = picker(seeded(1)).over(four);
        Map<String, Integer> shares = shares(whole.over(four.subList(0, 3)), 10_000);
        assertThat(shares).containsOnlyKeys("a:80", "b:80", "c:80");
        assertThat(shares.get("a:80")).isCloseTo(4_000, within(350));
        assertThat(shares.get("b:80")).isCloseTo(2_000, within(350));
    }

    @Test
    void followsTheWeightsThatAnEndpointHasWhileItGrows() {
        Endpoint growing = endpoint("growing", 1);
        growing.setSharePercent(25);
        if (!hashes()) {
            Map<String, Integer> shares = shares(over(growing, endpoint("b", 1)), 10_000);
            assertThat(shares.get("growing:80")).isCloseTo(2_000, within(200));
        }
    }

    /** Whether endpoints are chosen by key: those do not grow. */
    boolean hashes() {
        return false;
    }

    @Test
    void goesOnOverAnotherSet() {
        Endpoint b = endpoint("b", 1);
        Picker next = over(endpoint("a", 1)).over(List.of(b));
        assertThat(next.pick(SOMEONE, Tried.NONE)).isSameAs(b);
        assertThat(next.over(List.of()).pick(SOMEONE, Tried.NONE)).isNull();
    }

    @Test
    void keepsTheSharesWithManyCallersAtOnce() throws Exception {
        Picker picker = picker(Randomness.system()).over(List.of(endpoint("a", 3), endpoint("b", 1)));
        Map<String, Integer> sum = new HashMap<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Map<String, Integer>> caller = () -> shares(picker, 10_000);
            for (Future<Map<String, Integer>> part : threads.invokeAll(List.of(caller, caller, caller, caller))) {
                part.get().forEach((name, count) -> sum.merge(name, count, Integer::sum));
            }
        }
        assertThat(sum.get("a:80")).isCloseTo(30_000, within(1_000));
        assertThat(sum.get("b:80")).isCloseTo(10_000, within(1_000));
    }

    final Picker over(Endpoint... endpoints) {
        return picker(seeded(1)).over(List.of(endpoints));
    }

    static Randomness seeded(long seed) {
        return new Random(seed)::nextInt;
    }

    static Endpoint endpoint(String host, int weight) {
        return new Endpoint("shop", EndpointConfig.fixed(host, 80, weight), EndpointListener.none());
    }

    static Map<String, Integer> shares(Picker picker, int picks) {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < picks; i++) {
            shares.merge(chosen(picker), 1, Integer::sum);
        }
        return shares;
    }

    static String chosen(Picker picker) {
        return Objects.requireNonNull(picker.pick(SOMEONE, Tried.NONE)).id();
    }
}
