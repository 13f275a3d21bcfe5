package dev.ballast.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Floors;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FloorsTest {
    @Test
    void everyPackageImportsFromLowerFloorsOnly() throws IOException {
        assertThat(Floors.of("traffic", "dev.ballast.traffic").violations()).isEmpty();
    }
}
