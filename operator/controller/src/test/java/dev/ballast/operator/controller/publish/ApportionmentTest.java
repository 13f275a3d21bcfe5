package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
    @Test
    void whoAsksForLittleGetsItAndTheRestIsForWhoAsksForMuch() {
        assertThat(Apportionment.of(new long[] {10_800, 600, 600}, 10_000, 10)).containsExactly(8_740, 630, 630);
    }

    @Test
    void thoseWhoAskForMoreThanThereIsGetTheSame() {
        assertThat(Apportionment.of(new long[] {5_000, 7_000, 100}, 1_105, 10)).containsExactly(500, 500, 105);
    }

    @Test
    void whatIsLeftIsForAllAlike() {
        assertThat(Apportionment.of(new long[] {0, 600, 0}, 1_000, 10)).containsExactly(126, 746, 126);
    }

    @Test
    void everybodyGetsTheLeast() {
        assertThat(Apportionment.of(new long[] {100_000, 0, 0}, 1_000, 10)).containsExactly(980, 10, 10);
    }

    @Test
    void nobodyIsNothing() {
        assertThat(Apportionment.of(new long[0], 1_000, 10)).isEmpty();
    }

    /** Never more than there is; all of it but what rounding loses; and nobody has less than another one, unless he asks for no more. */
    @Test
    void sharesAreFair() {
        Random random = new Random(17);
        for (int round = 0; round < 5_000; round++) {
            long[] demands = random.longs(1 + random.nextInt(20), 0, 2_000).toArray();
            long total = random.nextLong(10_000);
            long least = random.nextLong(100);

            long[] shares = Apportionment.of(demands, total, least);

            long sum = Arrays.stream(shares).sum();
            assertThat(sum).isBetween(total - demands.length, total);
            for (int i = 0; i < shares.length; i++) {
                for (int j = 0; j < shares.length; j++) {
                    assertThat(shares[i] + 1 >= shares[j] || shares[i] >= demands[i]).as("%d of %s: %s", i, demands, shares).isTrue();
                }
                assertThat(shares[i]).isGreaterThanOrEqualTo(Math.min(least, total / demands.length));
            }
        }
    }
}
