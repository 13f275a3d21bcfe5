package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every case of h2spec (https://github.com/summerwind/h2spec) in its strict mode. It is run where the program is on the path; elsewhere this is
 * skipped, or fails with {@code -Dh2spec=required}.
 */
@ExtendWith(NoLeaks.class)
class H2SpecIT {
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");
    private static final int CASES = 146;

    private static Optional<File> program() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> new File(directory, "h2spec"))
                .filter(File::canExecute)
                .findFirst();
    }

    @BeforeEach
    void hasTheProgram() {
        boolean there = program().isPresent();
        if (!there && "required".equals(System.getProperty("h2spec"))) {
            throw new AssertionError("-Dh2spec=required, and there is no h2spec on the path");
        }
        assumeTrue(there, "there is no h2spec on the path");
    }

    @Test
    void every_case_passes_over_clear_text() throws Exception {
        try (Endpoint shop = Endpoint.patient("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()))) {
            assertThat(run("--port", String.valueOf(proxy.port("web")))).isEqualTo(CASES);
        }
    }

    @Test
    void every_case_passes_over_tls() throws Exception {
        try (Endpoint shop = Endpoint.patient("hello");
                Running proxy = new Running().install(snapshot()
                        .https("web", "shop", "1.2", "cert")
                        .certificate(TestCertificates.certificate("cert", "localhost"))
                        .backend("shop", shop.port()))) {
            assertThat(run("--tls", "--insecure", "--port", String.valueOf(proxy.port("web")))).isEqualTo(CASES);
        }
    }

    /** How many cases passed; all that were run must. */
    private static int run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program().orElseThrow().getPath(), "--strict", "--host", "127.0.0.1", "--timeout", "5"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        Matcher summary = SUMMARY.matcher(output);
        assertThat(summary.find()).as(output).isTrue();
        assertThat(summary.group(1)).isEqualTo(summary.group(2));
        return Integer.parseInt(summary.group(2));
    }
}
