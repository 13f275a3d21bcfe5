package dev.ballast.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    private Path directory;

    private static Row row(String id) {
        return Rows.all().stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void whatIsMeasuredAnewReplacesItsRowAndLeavesTheOthers() throws IOException {
        Path file = directory.resolve("results.md");
        for (String[] measured : new String[][] {{"P4", "0.80"}, {"P4-undeferred", "0.95"}, {"P1", "0.86"}, {"P4", "0.70"}}) {
            Results results = Results.read(file, Rows.all());
            results.add(row(measured[0]), new Row.Outcome(measured[1], "table of " + measured[1] + "\n"), "made then");
            Files.writeString(file, results.text());
        }
        assertThat(Files.readString(file).lines().filter(line -> line.startsWith("| P") || line.startsWith("table of")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("| P1 |").endsWith("| 0.86 |"),
                        line -> assertThat(line).startsWith("| P4 |").endsWith("| 0.70 |"),
                        line -> assertThat(line).startsWith("| P4-undeferred |").endsWith("| 0.95 |"),
                        line -> assertThat(line).isEqualTo("table of 0.86"),
                        line -> assertThat(line).isEqualTo("table of 0.70"),
                        line -> assertThat(line).isEqualTo("table of 0.95"));
    }

    @Test
    void everyRowHasAnIdOfItsOwn() {
        assertThat(Rows.all()).extracting(Row::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[FP]\\d+[a-z-]*"));
    }
}
