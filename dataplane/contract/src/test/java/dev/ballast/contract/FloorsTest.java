package dev.ballast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FloorsTest {
    @Test
    void everyPackageImportsFromLowerFloorsOnly() throws IOException {
        assertThat(Floors.of("contract", "dev.ballast.contract").violations()).isEmpty();
    }

    @Test
    void anImportUpwardsAndAPackageOnNoFloorAreFound() {
        Floors upsideDown = new Floors("dev.ballast.contract", Map.of("problem", 2, "manifest", 1, "snapshot", 1, "translate", 0));

        assertThat(upsideDown.violations())
                .anyMatch(violation -> violation.contains("translate.Translator") && violation.contains("manifest.SpecRules"))
                .anyMatch(violation -> violation.contains("wire.Wire stands on no floor"));
    }
}
