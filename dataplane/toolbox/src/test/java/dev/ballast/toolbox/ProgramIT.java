package dev.ballast.toolbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
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
            Process load = start(System.getProperty("java.home"), "load", "--url", url, "--requests", "50", "--progress", "1ms", "--json", json.toString());
            String report = new String(load.getInputStream().readAllBytes());
            assertThat(load.waitFor()).as(report).isZero();
            assertThat(new String(load.getErrorStream().readAllBytes()))
                    .as("nothing is drawn where there is no terminal")
                    .contains(" requests ")
                    .doesNotContain("\033")
                    .doesNotContain("\r");
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
    void statsTellsWhatRuns() throws Exception {
        String java = System.getProperty("java.home");
        Process echo = start(java, "echo", "--http", "127.0.0.1:0", "--name", "blue");
        try (BufferedReader said = echo.inputReader()) {
            String endpoint = "127.0.0.1:" + portOf(said.readLine());
            Process run = start(java, "run", "--listen", String.valueOf(freePort()), "--backend", endpoint, "--admin-port", "0");
            try (BufferedReader told = run.inputReader()) {
                String admin = told.lines().filter(line -> line.startsWith("Statistics on ")).findFirst().orElseThrow();
                String port = admin.replaceAll(".*:([0-9]+)/ .*", "$1");
                Process stats = start(java, "stats", "--admin", "127.0.0.1:" + port);
                assertThat(new String(stats.getInputStream().readAllBytes()))
                        .startsWith("local  ready  version ")
                        .contains(endpoint)
                        .as("colours only on a terminal")
                        .doesNotContain("\033");
                assertThat(stats.waitFor()).isZero();
                assertTrouble(start(java, "stats", "--admin", endpoint), endpoint + " answered something else than JSON on /stats");
            } finally {
                run.destroyForcibly();
            }
            assertTrouble(start(java, "stats", "--admin", "127.0.0.1:" + freePort()), "cannot be asked (Connection refused)");
        } finally {
            echo.destroyForcibly();
        }
    }

    @Test
    void theHttpBalancersUsersFindItsPagesOnTheSamePort() throws Exception {
        String java = System.getProperty("java.home");
        Process echo = start(java, "echo", "--http", "127.0.0.1:0", "--name", "blue");
        try (BufferedReader said = echo.inputReader()) {
            String endpoint = "127.0.0.1:" + portOf(said.readLine());
            int port = freePort();
            Process run = start(java, "compat", "http", "-p", String.valueOf(port), "-b", endpoint);
            try (BufferedReader told = run.inputReader()) {
                assertThat(told.lines().anyMatch(line -> line.startsWith("Statistics on "))).isTrue();
                assertThat(page(port, "/")).contains("I am blue").containsIgnoringCase("X-Forwarded-By: ballast").containsIgnoringCase("X-Backend-Server: " + endpoint);
                assertThat(page(port, "/lb-health")).contains("\"total_backends\" : 1").contains("\"address\" : \"" + endpoint + "\"");
                assertThat(page(port, "/lb-stats")).contains("\"algorithm\" : \"RoundRobin\"");
            } finally {
                run.destroyForcibly();
            }
        } finally {
            echo.destroyForcibly();
        }
    }

    private static String page(int port, String path) throws IOException {
        try (InputStream body = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(body.readAllBytes());
        }
    }

    private static void assertTrouble(Process stats, String message) throws Exception {
        assertThat(new String(stats.getErrorStream().readAllBytes())).startsWith("ballast stats: ").contains(message).hasLineCount(1);
        assertThat(stats.waitFor()).isEqualTo(1);
    }

    private static String portOf(String line) {
        return line.substring(line.lastIndexOf(':') + 1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @Test
    void anOlderJavaIsRefusedByItsVersion(@TempDir Path old) throws Exception {
        Files.createDirectories(old.resolve("bin"));
        executable(old.resolve("bin/java"), "exit 0");
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        assertRefusal(old, "needs Java 25 or newer", "17.0.15", old.toString());
    }

    @Test
    void aJavaHomeWithoutJavaIsRefused(@TempDir Path empty) throws Exception {
        assertRefusal(empty, "needs Java 25 or newer", "JAVA_HOME=" + empty);
    }

    @Test
    void anOlderJavaOnThePathIsPassedOver(@TempDir Path home) throws Exception {
        Path path = Files.createDirectories(home.resolve("old/bin"));
        executable(path.resolve("java"), "exit 0");
        Files.writeString(home.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");
        Path installed = Files.createDirectories(home.resolve(".jdks/new/bin"));
        executable(installed.resolve("java"), "echo started");
        Files.writeString(home.resolve(".jdks/new/release"), "JAVA_VERSION=\"25.0.1\"\n");

        ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString(), "--version").redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", path + ":" + System.getenv("PATH"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).containsAnyOf("started", "Java ");
    }

    @Test
    void theScriptsOfTheBenchmarkFindTheSameJava(@TempDir Path home) throws Exception {
        Path path = Files.createDirectories(home.resolve("old/bin"));
        executable(path.resolve("java"), "exit 0");
        Files.writeString(home.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");
        for (String script : List.of("run", "attack", "soak", "profile")) {
            assertThat(Files.readString(Path.of("../benchmark").resolve(script)))
                    .contains(". \"$root/dataplane/toolbox/src/program/find-java\"\n", "\"$java\" -cp")
                    .doesNotContain("JAVA_HOME");
        }
        ProcessBuilder builder = new ProcessBuilder("sh", "-euc", ". ./src/program/find-java; echo \"$java\"").redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", path + ":" + System.getenv("PATH"));
        String found = new String(builder.start().getInputStream().readAllBytes()).strip();
        assertThat(found).as("not the one of Java 17").endsWith("/bin/java").doesNotStartWith(home.toString());
    }

    private static void executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
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
