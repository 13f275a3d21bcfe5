package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastRequestTest extends PickerContract {
    @Override
    Picker picker(Randomness randomness) {
        return LeastRequest.of(2, randomness);
    }

    @Test
    void takesTheLessBusyOfTwo() {
        Endpoint busy = busy(endpoint("busy", 1), 3);
        Endpoint idle = busy(endpoint("idle", 1), 2);
        assertThat(shares(over(busy, idle), 50)).containsOnlyKeys("idle:80");
    }

    @Test
    void neverTakesTheBusiestOfMany() {
        Endpoint busiest = busy(endpoint("busiest", 1), 1);
        Picker picker = LeastRequest.of(3, seeded(3)).over(List.of(busiest, endpoint("b", 1), endpoint("c", 1)));
        assertThat(shares(picker, 300)).containsOnlyKeys("b:80", "c:80");
    }

    @Test
    void measuresBusyByWeight() {
        Endpoint big = busy(endpoint("big", 10), 19);
        Endpoint small = busy(endpoint("small", 1), 2);
        assertThat(shares(over(big, small), 50)).as("19 on weight 10 are less than 2 on weight 1").containsOnlyKeys("big:80");
        busy(big, 11);
        assertThat(shares(over(big, small), 50)).as("30 on weight 10 are more than 2 on weight 1").containsOnlyKeys("small:80");
    }

    @Test
    void fillsUpEvenly() {
        List<Endpoint> ten = IntStream.range(0, 10).mapToObj(i -> endpoint("e" + i, 1)).toList();
        Picker picker = picker(seeded(5)).over(ten);
        for (int i = 0; i < 1_000; i++) {
            Objects.requireNonNull(picker.pick(SOMEONE, Tried.NONE)).acquire();
        }
        assertThat(ten).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isBetween(97, 103));
    }

    @Test
    void fillsUpByWeight() {
        Endpoint big = endpoint("big", 4);
        Endpoint small = endpoint("small", 1);
        Picker picker = over(big, small);
        for (int i = 0; i < 1_000; i++) {
            Objects.requireNonNull(picker.pick(SOMEONE, Tried.NONE)).acquire();
        }
        assertThat(Map.of("big", big.inFlight() / 10, "small", small.inFlight() / 10)).isEqualTo(Map.of("big", 80, "small", 20));
    }

    @Test
    void fiftyProxiesWithTheSameNumbersDoNotFallUponOneEndpoint() {
        List<Endpoint> five = List.of(
                busy(endpoint("a", 1), 1), busy(endpoint("b", 1), 2), busy(endpoint("c", 1), 2), busy(endpoint("d", 1), 2), busy(endpoint("e", 1), 2));
        Randomness randomness = seeded(11);
        long onTheIdlest = IntStream.range(0, 1_000)
                .filter(proxy -> chosen(LeastRequest.of(2, randomness).over(five)).equals("a:80"))
                .count();
        assertThat(onTheIdlest).as("two of five endpoints are compared: the idlest is among them in 2 of 5 cases").isBetween(340L, 460L);
    }

    @Test
    void oneChoiceIsARandomOne() {
        Picker picker = LeastRequest.of(1, seeded(2)).over(List.of(busy(endpoint("a", 1), 100), endpoint("b", 1)));
        assertThat(shares(picker, 1_000).get("a:80")).isBetween(400, 600);
    }

    private static Endpoint busy(Endpoint endpoint, int more) {
        IntStream.range(0, more).forEach(i -> endpoint.acquire());
        return endpoint;
    }
}
