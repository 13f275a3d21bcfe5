package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.ManualTicker;
import dev.ballast.traffic.time.Randomness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeakEwmaTest extends PickerContract {
    private final ManualTicker ticker = new ManualTicker();

    @Override
    Picker picker(Randomness randomness) {
        return PeakEwma.of(2, ticker, randomness);
    }

    @Test
    void takesTheOneThatAnswersSooner() {
        Endpoint fast = answering("fast", 10);
        Endpoint slow = answering("slow", 30);
        assertThat(shares(over(fast, slow), 50)).containsOnlyKeys("fast:80");
        fast.acquire();
        fast.acquire();
        fast.acquire();
        assertThat(shares(over(fast, slow), 50)).as("four in turn at 10 ms are later than one at 30 ms").containsOnlyKeys("slow:80");
    }

    @Test
    void triesTheUnknownOnceBeforeItHasAnswered() {
        Endpoint known = answering("known", 10);
        Endpoint unknown = endpoint("unknown", 1);
        assertThat(shares(over(known, unknown), 50)).containsOnlyKeys("unknown:80");
        unknown.acquire();
        assertThat(shares(over(known, unknown), 50)).containsOnlyKeys("known:80");
    }

    @Test
    void triesTheSlowAgainOnceTheirTimeHasFaded() {
        Endpoint slow = answering("slow", 30);
        ticker.advance(Duration.ofSeconds(20));
        Endpoint fast = answering("fast", 10);
        assertThat(shares(over(fast, slow), 50)).containsOnlyKeys("slow:80");
    }

    private Endpoint answering(String name, int millis) {
        Endpoint endpoint = endpoint(name, 1);
        endpoint.latency().observe(Duration.ofMillis(millis).toNanos(), ticker.nanos());
        return endpoint;
    }
}
