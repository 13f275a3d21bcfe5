package dev.ballast.proxy.listener;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of this machine, such as curl, that somebody else wrote. Without it its tests do not run; with {@code -Dtools=required} they fail. */
record Tool(Path program, Path work) {
    /** @param work where its files may be */
    static Tool find(String name, Path work) {
        return find(name, work, "tools");
    }

    /** A browser is large, and asked for by itself: {@code -Dbrowser=required}. */
    static Tool browser(Path work) {
        return find("chromium", work, "browser");
    }

    private static Tool find(String name, Path work, String required) {
        List<Path> found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .toList();
        assumeTrue(!found.isEmpty() || "required".equals(System.getProperty(required)), name + " is not on the PATH");
        return new Tool(found.getFirst(), work);
    }

    /** What it says, errors too, when it is given this to read. */
    String run(String input, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path in = Files.writeString(Files.createTempFile(work, "in", ""), input);
        Path out = Files.createTempFile(work, "out", "");
        Process process =
                new ProcessBuilder(command).redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectErrorStream(true).start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " did not end: " + Files.readString(out, StandardCharsets.ISO_8859_1));
            }
            return Files.readString(out, StandardCharsets.ISO_8859_1);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Begins it, with its errors among what it says, and with no other place for files. */
    Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("TMPDIR", work.toString());
        return process.start();
    }

    /** A file for it. */
    Path file(String name, String text) throws IOException {
        return Files.writeString(work.resolve(name), text);
    }
}
