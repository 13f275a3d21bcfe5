package dev.ballast.operator.playground.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program of the PATH did.
 *
 * @param line as it was called
 * @param code its exit code
 * @param said its output
 * @param complained its error output: with exit code 0 warnings and progress
 */
record Command(String line, int code, String said, String complained) {
    private static final long LONGEST_MINUTES = 3;

    /** Runs a program to its end, whatever that is. {@code input} is what it reads. */
    static Command attempt(String input, List<String> words) {
        try {
            Path in = Files.createTempFile("ballast-", ".in");
            Path out = Files.createTempFile("ballast-", ".out");
            Path err = Files.createTempFile("ballast-", ".err");
            try {
                Files.writeString(in, input);
                Process process = new ProcessBuilder(words)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError(words + " did not end in " + LONGEST_MINUTES + " minutes: " + Files.readString(out));
                }
                return new Command(String.join(" ", words), process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(words + " was interrupted", interrupted);
        }
    }

    /** Runs a program that must succeed; gives what it said. */
    static String run(String... words) {
        return attempt("", List.of(words)).succeeded();
    }

    /** {@code kubectl -n NAMESPACE apply -f -} that must succeed. */
    static String apply(String namespace, String manifest) {
        return attempt(manifest, List.of("kubectl", "-n", namespace, "apply", "-f", "-")).succeeded();
    }

    String succeeded() {
        if (code != 0) {
            throw new AssertionError(line + " ended with " + code + ": " + complained + said);
        }
        return said;
    }
}
