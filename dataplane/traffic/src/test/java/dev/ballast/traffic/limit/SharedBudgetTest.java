package dev.ballast.traffic.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RateLimitConfig.Algorithm;
import dev.ballast.contract.snapshot.RateLimitConfig.Key;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedBudgetTest {
    private static final long WHOLE = FleetConfig.WHOLE;

    private final ManualTicker time = new ManualTicker();

    private static RateLimitConfig limit(Algorithm algorithm, int requests, int burst) {
        return new RateLimitConfig("few", List.of("web"), Key.Listener, null, algorithm, requests, 1, burst, true).ofFleet();
    }

    private SharedBudget bucket(int requests, int burst, long parts) {
        return new SharedBudget(limit(Algorithm.TokenBucket, requests, burst), parts, time);
    }

    private SharedBudget window(int requests, long parts) {
        return new SharedBudget(limit(Algorithm.SlidingWindow, requests, 1), parts, time);
    }

    private static int taken(SharedBudget budget, int tries) {
        return (int) IntStream.range(0, tries).filter(i -> budget.take() == 0).count();
    }

    @Test
    void aTenthOfABudgetIsATenthOfItsRateAndOfItsBurst() {
        SharedBudget tenth = bucket(1_000, 500, WHOLE / 10);

        assertThat(taken(tenth, 1_000)).isEqualTo(50);
        time.advance(Duration.ofMillis(100));
        assertThat(taken(tenth, 1_000)).isEqualTo(10);
    }

    @Test
    void aThirdOfThreeRequestsIsOne() {
        assertThat(taken(window(3, WHOLE / 3), 10)).isEqualTo(1);
        assertThat(taken(window(3, WHOLE / 3 * 2), 10)).isEqualTo(2);
        assertThat(taken(window(3, WHOLE), 10)).isEqualTo(3);
        assertThat(taken(window(3, WHOLE / 4), 10)).isZero();
    }

    @Test
    void whoHasNothingIsToldToComeAgainSoon() {
        assertThat(window(3, 0).take()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void anotherQuotaMakesNoTokens() {
        SharedBudget budget = bucket(1_000, 1_000, WHOLE / 2);
        assertThat(taken(budget, 400)).isEqualTo(400);

        budget.allow(WHOLE);
        assertThat(taken(budget, 1_000)).as("what was left of 500").isEqualTo(100);

        time.advance(Duration.ofMillis(100));
        budget.allow(WHOLE / 10_000);
        assertThat(taken(budget, 1_000)).as("there is room for one").isEqualTo(1);
    }

    @Test
    void whatAWindowLetInIsHeldUntilItIsOutOfTheWindow() {
        SharedBudget budget = window(100, WHOLE);
        assertThat(taken(budget, 60)).isEqualTo(60);

        budget.allow(WHOLE / 10);

        assertThat(budget.allowed()).isEqualTo(WHOLE / 10);
        assertThat(budget.held()).isEqualTo(WHOLE / 100 * 60);
        assertThat(taken(budget, 1)).isZero();
        time.advance(Duration.ofSeconds(2));
        assertThat(budget.held()).isEqualTo(WHOLE / 10);
    }

    @Test
    void demandIsWhatIsAskedForLatelyLetInOrNot() {
        SharedBudget budget = bucket(100, 100, WHOLE / 100);
        for (int second = 0; second < 20; second++) {
            taken(budget, 300);
            time.advance(Duration.ofSeconds(1));
            budget.sample();
        }
        assertThat(budget.demand() / (double) WHOLE).isBetween(2.99, 3.0);

        for (int second = 0; second < 40; second++) {
            time.advance(Duration.ofSeconds(1));
            budget.sample();
        }
        assertThat(budget.demand()).isZero();
    }

    /** Quotas go to and fro between three pods that take all they can get: they let in together what one alone would, and a token each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void bucketsWhoseQuotasMoveLetInNoMoreThanOne(long seed) {
        Random random = new Random(seed);
        List<SharedBudget> pods = List.of(bucket(1_000, 200, WHOLE / 2), bucket(1_000, 200, WHOLE / 4), bucket(1_000, 200, WHOLE / 4));
        long let = 0;
        for (int millis = 1; millis <= 20_000; millis++) {
            let += taken(pods.get(random.nextInt(3)), 20);
            if (random.nextInt(50) == 0) {
                move(pods.get(random.nextInt(3)), pods.get(random.nextInt(3)), random.nextDouble());
            }
            time.advance(Duration.ofMillis(1));
            assertThat(let).isLessThanOrEqualTo(200 + 3 + millis);
        }
        assertThat(let).as("and hardly less").isGreaterThan(18_000);
    }

    /** The same with windows, where only that is given away which nobody holds any more: as one window counts, there are never more in it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void windowsWhoseQuotasMoveHoldNoMoreThanOne(long seed) {
        Random random = new Random(seed);
        List<SharedBudget> pods = List.of(window(100, WHOLE / 2), window(100, WHOLE / 4), window(100, WHOLE / 4));
        long let = 0;
        for (int millis = 1; millis <= 20_000; millis++) {
            let += taken(pods.get(random.nextInt(3)), 3);
            if (random.nextInt(50) == 0) {
                moveWhatIsFree(pods, random);
            }
            assertThat(pods.stream().mapToLong(SharedBudget::held).sum()).isLessThanOrEqualTo(WHOLE);
            time.advance(Duration.ofMillis(1));
        }
        assertThat(let).isGreaterThan(1_000);
    }

    private static void move(SharedBudget from, SharedBudget to, double share) {
        long parts = (long) (from.allowed() * share);
        if (from != to) {
            from.allow(from.allowed() - parts);
            to.allow(to.allowed() + parts);
        }
    }

    private static void moveWhatIsFree(List<SharedBudget> pods, Random random) {
        SharedBudget giver = pods.get(random.nextInt(3));
        giver.allow((long) (giver.allowed() * random.nextDouble()) / (WHOLE / 100) * (WHOLE / 100));
        long free = WHOLE - pods.stream().mapToLong(SharedBudget::held).sum();
        SharedBudget taker = pods.get(random.nextInt(3));
        taker.allow(taker.held() == taker.allowed() ? taker.allowed() + Math.max(0, free) / (WHOLE / 100) * (WHOLE / 100) : taker.allowed());
    }
}
