package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Ballast process of a test's own. */
final class Child implements AutoCloseable {
    private final Process process;
    private final Path log;

    Child(Path directory, String... arguments) throws IOException {
        log = Files.createTempFile(directory, "child", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path"),
                Programs.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    /**
     * Waits for a line of the log and gives its first group. While the process lives it may still come: a start takes seconds of the processor, and on a
     * machine that is busy with other tests these take minutes. So nothing but the test's own limit ends the wait before the process does.
     */
    String awaitLog(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        await().atMost(Duration.ofMinutes(10)).until(() -> !process.isAlive() || wanted.matcher(log()).find());
        Matcher found = wanted.matcher(log());
        assertThat(found.find()).as("\"%s\" in the log of a process that %s:%n%s", pattern, process.isAlive() ? "runs" : "has ended", log()).isTrue();
        return found.groupCount() == 0 ? found.group() : found.group(1);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end and gives the exit status. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Fails when a buffer was found that nobody gave back. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        assertThat(log()).doesNotContain("LEAK:");
    }
}
