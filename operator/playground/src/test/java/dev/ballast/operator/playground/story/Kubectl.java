package dev.ballast.operator.playground.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The usual client, where this machine has it. */
record Kubectl(Path program, Path kubeconfig, Path home, String namespace) {

    /** What it did. */
    record Result(int code, String said) {}

    static Optional<Path> find() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it to its end with {@code input} to read. */
    Result attempt(String input, String... words) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--namespace", namespace));
        command.addAll(List.of(words));
        try {
            Path in = Files.writeString(Files.createTempFile(home, "in", ""), input);
            Path out = Files.createTempFile(home, "out", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectErrorStream(true);
            builder.environment().put("KUBECONFIG", kubeconfig.toString());
            builder.environment().put("HOME", home.toString());
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end: " + Files.readString(out));
            }
            return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs it; it must succeed. */
    String run(String... words) {
        Result result = attempt("", words);
        if (result.code() != 0) {
            throw new AssertionError("kubectl " + String.join(" ", words) + " ended with " + result.code() + ": " + result.said());
        }
        return result.said();
    }
}
