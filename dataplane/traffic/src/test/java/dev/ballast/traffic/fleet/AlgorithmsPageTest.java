package dev.ballast.traffic.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What {@code ALGORITHMS.md} says of the algorithms holds. {@code -Dalgorithms=write} writes its tables anew; figures are not compared byte by byte,
 * because {@code Math.exp} and {@code Math.log} may differ in their last bit from processor to processor.
 */
class AlgorithmsPageTest {
    private static final Path PAGE = Path.of("ALGORITHMS.md");

    private final Map<String, AlgorithmConfig> algorithms = Scenarios.algorithms();

    @Test
    void whatThePageSaysHolds() throws IOException {
        Map<String, Distribution> distribution = each(Distribution::of);
        Map<String, Fleet.Result> slow = each(Scenarios::oneSlow);
        Map<String, Fleet.Result> troubled = each(Scenarios::troubled);
        Map<String, Fleet.Result> herd = each(Scenarios::herd);
        if (System.getProperty("algorithms", "").equals("write")) {
            write(distribution, slow, troubled, herd);
        }
        distribution.forEach((name, errors) -> assertThat(errors.worstPercent()).as(name).isLessThan(errors.allowedPercent()));
        for (Map<String, Fleet.Result> fleet : List.of(slow, troubled)) {
            double roundRobin = result(fleet, "RoundRobin").millis(99);
            assertThat(result(fleet, "LeastRequest").millis(99)).isLessThan(roundRobin / 2);
            assertThat(result(fleet, "PeakEWMA").millis(99)).isLessThan(roundRobin / 2);
        }
        assertThat(result(troubled, "PeakEWMA").brokenPercent()).isLessThan(result(troubled, "RoundRobin").brokenPercent() / 2);
        assertThat(result(herd, "LeastRequest").maxToMean()).isLessThan(1.2);
        assertThat(result(herd, "RoundRobin").maxToMean()).isLessThan(1.2);
        assertThat(Files.readString(PAGE)).contains(algorithms.keySet());
    }

    private <T> Map<String, T> each(Function<AlgorithmConfig, T> measure) {
        Map<String, T> results = new LinkedHashMap<>();
        algorithms.forEach((name, algorithm) -> results.put(name, measure.apply(algorithm)));
        return results;
    }

    private static Fleet.Result result(Map<String, Fleet.Result> results, String name) {
        return Objects.requireNonNull(results.get(name), name);
    }

    private static void write(
            Map<String, Distribution> distribution, Map<String, Fleet.Result> slow, Map<String, Fleet.Result> troubled, Map<String, Fleet.Result> herd)
            throws IOException {
        StringBuilder shares = new StringBuilder("| algorithm | largest error of a share | allowed |\n|---|---:|---:|\n");
        distribution.forEach((name, errors) ->
                shares.append(line("| %s | %.3f %% | %.1f %% |", name, errors.worstPercent(), errors.allowedPercent())));
        StringBuilder fleet = new StringBuilder(
                "| algorithm | one slow: p50 | p99 | p99.9 | three troubled: p99 | attempts that broke | requests that failed | herding: max/mean |\n"
                        + "|---|---:|---:|---:|---:|---:|---:|---:|\n");
        slow.forEach((name, result) -> {
            Fleet.Result bad = result(troubled, name);
            fleet.append(line(
                    "| %s | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.2f %% | %.3f %% | %.3f |",
                    name, result.millis(50), result.millis(99), result.millis(99.9), bad.millis(99), bad.brokenPercent(), bad.failedPercent(),
                    result(herd, name).maxToMean()));
        });
        String page = replaced(Files.readString(PAGE), "shares", shares.toString());
        Files.writeString(PAGE, replaced(page, "fleet", fleet.toString()));
    }

    private static String replaced(String page, String table, String content) {
        String begin = "<!-- " + table + " -->\n";
        String end = "<!-- /" + table + " -->";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(to).as(table).isGreaterThanOrEqualTo(from);
        return page.substring(0, from) + content + page.substring(to);
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
