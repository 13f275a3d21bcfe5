package dev.ballast.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Floors;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FloorsTest {
    @Test
    void everyPackageImportsFromLowerFloorsOnly() throws IOException {
        assertThat(Floors.of("controller", "dev.ballast.operator.controller").violations()).isEmpty();
    }
}
