package dev.ballast.contract.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BindPortsTest {
    @Test
    void aPortsPlaceCanBeSaidByHeart() {
        assertThat(BindPorts.of(List.of(80, 443, 8080, 9443, 9090, 9000, 10_080)))
                .isEqualTo(Map.of(80, 10_080, 443, 10_443, 8080, 8080, 9443, 62_026, 9090, 62_025, 9000, 62_024, 10_080, 61_080));
    }

    @Test
    void noTwoShareAPlaceAndNoneIsPrivilegedOrReserved() {
        Random random = new Random(11);
        int[] crowded = {80, 10_080, 61_080, 61_081, 9000, 62_024, 9443, 62_026, 62_027, 1023, 11_023, 62_023};
        for (int round = 0; round < 2_000; round++) {
            List<Integer> ports = new ArrayList<>(IntStream.range(0, random.nextInt(64))
                    .mapToObj(i -> random.nextBoolean() ? crowded[random.nextInt(crowded.length)] : 1 + random.nextInt(65_535))
                    .toList());
            Map<Integer, Integer> places = BindPorts.of(ports);

            assertThat(places.keySet()).isEqualTo(new HashSet<>(ports));
            assertThat(new HashSet<>(places.values())).hasSameSizeAs(places.keySet());
            assertThat(places.values()).allMatch(place -> place >= 1024 && place <= 65_535 && !BindPorts.RESERVED.contains(place));
            Collections.shuffle(ports, random);
            assertThat(BindPorts.of(ports)).isEqualTo(places);
        }
    }

    @Test
    void aListenerKeepsItsPlaceWhenOthersComeAndGo() {
        Random random = new Random(12);
        for (int round = 0; round < 2_000; round++) {
            // All ports but those of the corner that the class names.
            List<Integer> ports = IntStream.range(0, 1 + random.nextInt(64)).mapToObj(i -> 1 + random.nextInt(61_000)).toList();
            Map<Integer, Integer> together = BindPorts.of(ports);

            assertThat(ports).allSatisfy(port -> assertThat(BindPorts.of(List.of(port)).get(port)).isEqualTo(together.get(port)));
        }
    }
}
