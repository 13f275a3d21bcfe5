package dev.ballast.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.RouteConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random routes and requests of few words, so that they meet: the table answers as the rules do when every match is tried. */
class RouteTablePropertyTest {
    private static final List<String> HOSTS = List.of("a.x", "b.x", "b.a.x", "x", "*.x", "*.a.x", "c.b.a.x");
    private static final List<String> ELEMENTS = List.of("a", "b", "ab", "", "%C3%A4");
    private static final List<String> EXPRESSIONS = List.of("/a.*", "/[ab]+", ".*/b", "/(a|b)/?", "/.*");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT");
    private static final List<String> VALUES = List.of("1", "2");
    private static final List<String> NAMES = List.of("n", "m", "o");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_table_answers_as_the_rules_say(long seed) {
        Random random = new Random(seed);
        Map<Boolean, Integer> answers = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            StringBuilder lines = new StringBuilder();
            int routes = 1 + random.nextInt(30);
            for (int j = 0; j < routes; j++) {
                lines.append("r").append(random.nextInt(routes)).append(match(random)).append('\n');
            }
            List<RouteConfig> configs = Written.routes(lines.toString());
            RouteTable table = RouteTable.of(configs);
            for (int j = 0; j < 100; j++) {
                String request = request(random);
                int match = table.find(Asking.of(request));
                int found = match < 0 ? -1 : table.route(match);
                assertThat(found).as("seed %d: %s among%n%s", seed, request, lines).isEqualTo(NaiveRoutes.find(configs, request));
                answers.merge(found >= 0, 1, Integer::sum);
            }
        }
        assertThat(answers.get(true)).isGreaterThan(3000);
        assertThat(answers.get(false)).isGreaterThan(1000);
    }

    private static String match(Random random) {
        StringBuilder match = new StringBuilder();
        if (random.nextInt(3) > 0) {
            match.append(" host=").append(any(random, HOSTS));
        }
        switch (random.nextInt(4)) {
            case 0 -> match.append(" exact=").append(path(random));
            case 1 -> match.append(" regex=").append(any(random, EXPRESSIONS));
            default -> match.append(" prefix=").append(path(random));
        }
        if (random.nextInt(3) == 0) {
            match.append(" method=").append(any(random, METHODS));
        }
        for (int i = random.nextInt(5) - 2; i > 0; i--) {
            match.append(" header=").append(NAMES.get(i)).append(':').append(any(random, VALUES));
        }
        for (int i = random.nextInt(5) - 2; i > 0; i--) {
            match.append(" query=").append(NAMES.get(i)).append(':').append(any(random, VALUES));
        }
        return match.toString();
    }

    private static String request(Random random) {
        StringBuilder request = new StringBuilder(any(random, METHODS)).append(' ').append(any(random, HOSTS).replace("*.", "z."));
        request.append(' ').append(path(random));
        for (int i = random.nextInt(3); i > 0; i--) {
            request.append(request.indexOf("?") < 0 ? '?' : '&').append(any(random, NAMES)).append('=').append(any(random, VALUES));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.append(' ').append(any(random, NAMES)).append(':').append(any(random, VALUES));
        }
        return request.toString();
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            path.append('/').append(any(random, ELEMENTS));
        }
        return path.toString();
    }

    private static String any(Random random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
