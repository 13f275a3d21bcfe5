package dev.ballast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Floors;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FloorsTest {
    @Test
    void everyPackageImportsFromLowerFloorsOnly() throws IOException {
        assertThat(Floors.of("proxy", "dev.ballast.proxy").violations()).isEmpty();
    }
}
