package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastConnectionsTest extends PickerContract {
    @Override
    Picker picker(Randomness randomness) {
        return LeastConnections.of(randomness);
    }

    @Test
    void takesTheLeastBusyOfAll() {
        List<Endpoint> ten = IntStream.range(0, 10).mapToObj(i -> endpoint("e" + i, 1)).toList();
        ten.forEach(endpoint -> IntStream.range(0, endpoint == ten.get(7) ? 3 : 4).forEach(i -> endpoint.acquire()));
        assertThat(shares(picker(seeded(1)).over(ten), 100)).containsOnlyKeys("e7:80");
    }

    @Test
    void keepsSessionsThatStayWithinOneOfEachOther() {
        List<Endpoint> ten = IntStream.range(0, 10).mapToObj(i -> endpoint("e" + i, 1)).toList();
        Picker picker = picker(seeded(5)).over(ten);
        for (int i = 0; i < 1_005; i++) {
            Objects.requireNonNull(picker.pick(SOMEONE, Tried.NONE)).acquire();
        }
        assertThat(ten).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isBetween(100, 101));
    }
}
