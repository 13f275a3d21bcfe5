package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Randomness;
import org.junit.jupiter.api.Test;

class WeightedRandomTest extends PickerContract {
    @Override
    Picker picker(Randomness randomness) {
        return WeightedRandom.of(randomness);
    }

    @Test
    void doesNotLookAtWhatIsInFlight() {
        Endpoint busy = endpoint("busy", 1);
        busy.acquire();
        assertThat(shares(over(busy, endpoint("idle", 1)), 1_000).get("busy:80")).isCloseTo(500, within(60));
    }
}
