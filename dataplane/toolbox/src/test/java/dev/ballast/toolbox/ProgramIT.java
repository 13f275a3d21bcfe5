package dev.ballast.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is packaged: {@code bin/ballast} in a process of its own. */
@Timeout(60)
class ProgramIT {
    private static final Path PROGRAM = Path.of("target/ballast/bin/ballast").toAbsolutePath();

    @Test
    void echoServesALoadAndEndsOnSigterm(@TempDir Path directory) throws Exception {
        Process echo = start(System.getProperty("java.home"), "echo", "--http", "127.0.0.1:0", "--name", "blue");
        try (BufferedReader said = echo.inputReader()) {
            String line = said.readLine();
            assertThat(line).startsWith("echo blue: http 127.0.0.1:");
            String url = "http://127.0.0.1:" + line.substring(line.lastIndexOf(':') + 1) + "/";
            Path json = directory.resolve("report.json");
            Process load = start(System.getProperty("java.home"), "load", "--url", url, "--requests", "50", "--json", json.toString());
            String report = new String(load.getInputStream().readAllBytes());
            assertThat(load.waitFor()).as(report).isZero();
            assertThat(report).contains("50 requests").contains("answered by blue: 50");
            assertThat(json).content().contains("\"succeeded\" : 50");
            echo.toHandle().destroy();
            assertThat(said.readLine()).isEqualTo("echo: all ended");
            assertThat(echo.waitFor()).isZero();
        } finally {
            echo.destroyForcibly();
        }
    }

    @Test
    void anOlderJavaIsRefusedByItsVersion(@TempDir Path old) throws Exception {
        Files.createDirectories(old.resolve("bin"));
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 0\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        assertRefusal(old, "needs Java 25 or newer", "17.0.15", old.toString());
    }

    @Test
    void aJavaHomeWithoutJavaIsRefused(@TempDir Path empty) throws Exception {
        assertRefusal(empty, "needs Java 25 or newer", "JAVA_HOME=" + empty);
    }

    private static void assertRefusal(Path home, String... words) throws Exception {
        Process refused = start(home.toString(), "--version");
        String said = new String(refused.getErrorStream().readAllBytes());
        assertThat(refused.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(2);
        assertThat(said).contains(words);
    }

    private static Process start(String javaHome, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", javaHome);
        return builder.start();
    }
}
