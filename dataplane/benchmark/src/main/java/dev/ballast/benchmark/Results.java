package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The file of results: a line for each row that was ever measured, and below them a section for each with everything. */
final class Results {
    private static final String HEAD =
            """
            # What a request costs

            Written by `dataplane/benchmark/run`. A ratio is ours over the better of the others, medians of interleaved rounds, with what the worst rounds of
            one beside the best of the other would give; only ratios mean anything on another machine.

            | row | what | goal | measured |
            |---|---|---|---|
            """;

    private final List<Row> rows;
    /** By the row's id, in Markdown. */
    private final Map<String, String> lines = new HashMap<>();

    private final Map<String, String> sections = new HashMap<>();

    private Results(List<Row> rows) {
        this.rows = rows;
    }

    /** What the file says; nothing when it is not there. */
    static Results read(Path file, List<Row> rows) throws IOException {
        Results results = new Results(rows);
        String text = Files.exists(file) ? Files.readString(file) : "";
        for (Row row : rows) {
            text.lines().filter(line -> line.startsWith("| " + row.id() + " |")).forEach(line -> results.lines.put(row.id(), line));
            String title = "\n## " + row.id() + " ";
            int start = text.indexOf(title);
            if (start >= 0) {
                int end = text.indexOf("\n## ", start + 1);
                results.sections.put(row.id(), text.substring(start + 1, end < 0 ? text.length() : end + 1).strip());
            }
        }
        return results;
    }

    void add(Row row, Row.Outcome outcome, String made) {
        lines.put(row.id(), "| %s | %s | %s | %s |".formatted(row.id(), row.title(), row.goal(), outcome.figure()));
        sections.put(row.id(), "## %s %s%n%n%s%n%s".formatted(row.id(), row.title(), outcome.table(), made));
    }

    String section(Row row) {
        return sections.getOrDefault(row.id(), "");
    }

    String text() {
        StringBuilder text = new StringBuilder(HEAD);
        rows.stream().map(row -> lines.get(row.id())).filter(line -> line != null).forEach(line -> text.append(line).append('\n'));
        rows.stream().map(row -> sections.get(row.id())).filter(section -> section != null).forEach(section -> text.append('\n').append(section).append('\n'));
        return text.toString();
    }
}
