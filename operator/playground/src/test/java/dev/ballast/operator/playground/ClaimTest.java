package dev.ballast.operator.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
    @TempDir
    private Path directory;

    @Test
    void oneAtATimeHasADirectory() throws Exception {
        Path work = directory.resolve("target/playground");
        try (Claim first = Claim.of(work).orElseThrow()) {
            assertThat(Claim.of(work)).as("beside %s", first).isEmpty();
        }
        try (Claim next = Claim.of(work).orElseThrow()) {
            assertThat(next).as("after the first has ended").isNotNull();
        }
    }
}
