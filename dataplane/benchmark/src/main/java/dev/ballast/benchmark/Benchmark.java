package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the dataplane beside HAProxy and nginx, and writes down what came of it.
 *
 * <p>Arguments: the program {@code ballast}, the file of results, then rows by their ids (all, when none is named) and {@code rounds=5},
 * {@code seconds=6}, {@code warm-up=45}. What the file says of other rows stays. Needs Linux with two processors, haproxy, nginx, wrk, openssl and
 * taskset on the path, and a machine that does nothing else.
 */
public final class Benchmark {
    private Benchmark() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: Benchmark PROGRAM RESULTS [ROW…] [rounds=5] [seconds=6] [warm-up=45]");
            System.exit(2);
        }
        Path program = Path.of(arguments[0]).toAbsolutePath();
        List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
        Row.Pace pace = new Row.Pace(number(rest, "rounds", 5), number(rest, "seconds", 6), number(rest, "warm-up", 45));
        List<String> wanted = rest.stream().filter(argument -> !argument.contains("=")).toList();
        Results results = Results.read(Path.of(arguments[1]), Rows.all());
        List<Row> rows = rows(wanted);
        Path archive = Files.createTempDirectory("ballast-archive-").resolve("classes.aot");
        System.err.println("making the ahead-of-time cache");
        Archive.make(program, archive);
        boolean whole = true;
        for (Row row : rows) {
            System.err.println(row.id() + " " + row.title());
            try (Lab lab = new Lab(program, archive)) {
                results.add(row, row.run(lab, pace), made(pace));
                Files.writeString(Path.of(arguments[1]), results.text());
                System.out.println(results.section(row));
            } catch (IOException | IllegalStateException | IllegalArgumentException e) {
                System.err.println(row.id() + " failed: " + e);
                whole = false;
            }
        }
        Files.delete(archive);
        Files.delete(archive.getParent());
        System.exit(whole ? 0 : 1);
    }

    private static List<Row> rows(List<String> wanted) {
        for (String id : wanted) {
            if (Rows.all().stream().noneMatch(row -> row.id().equals(id))) {
                System.err.println("no row " + id + ": there are " + Rows.all().stream().map(Row::id).toList());
                System.exit(2);
            }
        }
        return Rows.all().stream().filter(row -> wanted.isEmpty() || wanted.contains(row.id())).toList();
    }

    private static int number(List<String> arguments, String name, int standard) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> Integer.valueOf(argument.substring(name.length() + 1)))
                .findFirst()
                .orElse(standard);
    }

    private static String made(Row.Pace pace) throws IOException {
        return "%s, Linux %s, %s, Java %s; %d interleaved rounds of %d s after %d s of warm-up."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        System.getProperty("os.version"),
                        processor(),
                        Runtime.version(),
                        pace.rounds(),
                        pace.seconds(),
                        pace.warmUp());
    }

    private static String processor() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).map(line -> line.replaceFirst(".*:\\s*", "")).findFirst().orElse("unknown processor");
        }
    }
}
