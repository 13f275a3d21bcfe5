package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundRobinTest extends PickerContract {
    @Override
    Picker picker(Randomness randomness) {
        return RoundRobin.startingAt(randomness);
    }

    @Test
    void takesEachInTurn() {
        Picker picker = startingAt(0).over(List.of(endpoint("a", 1), endpoint("b", 1), endpoint("c", 1)));
        assertThat(sequence(picker, 7)).isEqualTo("abcabca");
    }

    @Test
    void startsAtARandomPlace() {
        List<Endpoint> three = List.of(endpoint("a", 1), endpoint("b", 1), endpoint("c", 1));
        assertThat(sequence(startingAt(1).over(three), 3)).isEqualTo("bca");
        assertThat(sequence(startingAt(2).over(three), 3)).isEqualTo("cab");
    }

    @Test
    void spreadsTheTurnsOfTheHeavy() {
        Picker picker = startingAt(0).over(List.of(endpoint("a", 5), endpoint("b", 1), endpoint("c", 1)));
        String turns = sequence(picker, 70);
        assertThat(turns.chars().filter(turn -> turn == 'a')).hasSize(50);
        assertThat(turns).doesNotContain("aaaaaa").doesNotContain("bb").doesNotContain("cc");
    }

    @Test
    void isExactOverAPeriod() {
        Picker picker = startingAt(12345).over(List.of(endpoint("a", 1000), endpoint("b", 333), endpoint("c", 1)));
        assertThat(shares(picker, 1334 * 3)).isEqualTo(Map.of("a:80", 3000, "b:80", 999, "c:80", 3));
    }

    @Test
    void goesOnWhereItWasWhenTheSetChanges() {
        Endpoint a = endpoint("a", 1);
        Endpoint b = endpoint("b", 1);
        Picker picker = startingAt(0).over(List.of(a, b));
        String turns = "";
        for (int i = 0; i < 6; i++) {
            turns += sequence(picker, 1);
            picker = picker.over(List.of(a, b));
        }
        assertThat(turns).as("a set that changes with every request must not begin anew with the same endpoint").isEqualTo("ababab");
    }

    @Test
    void survivesTheWrapOfItsCounter() {
        Picker picker = startingAt(Integer.MAX_VALUE - 2).over(List.of(endpoint("a", 1), endpoint("b", 2)));
        assertThat(shares(picker, 3_000)).isEqualTo(Map.of("a:80", 1000, "b:80", 2000));
    }

    private static Picker startingAt(int place) {
        return RoundRobin.startingAt(bound -> place);
    }

    private static String sequence(Picker picker, int picks) {
        return IntStream.range(0, picks).mapToObj(i -> chosen(picker).substring(0, 1)).collect(Collectors.joining());
    }

    @Test
    void proxiesDoNotBeginAlike() {
        List<Endpoint> ten = IntStream.range(0, 10).mapToObj(i -> endpoint("e" + i, 1)).toList();
        Randomness randomness = seeded(7);
        assertThat(Stream.generate(() -> chosen(RoundRobin.startingAt(randomness).over(ten))).limit(100).distinct().count())
                .isEqualTo(10);
    }
}
