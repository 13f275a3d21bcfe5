package dev.ballast.contract.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RefusedManifestsTest {
    @TestFactory
    Stream<DynamicTest> theReaderSaysWhereAndWhy() throws IOException {
        return RefusedManifest.all().stream().map(refused -> DynamicTest.dynamicTest(refused.name(), () -> {
            Manifest manifest = ManifestReader.read("f", refused.text());
            assertThat(manifest.problems())
                    .extracting(problem -> problem.toString().replaceFirst("^f:", ""))
                    .containsExactlyElementsOf(refused.file());
        }));
    }

    @Test
    void everyMessageSaysWhatWasExpected() throws IOException {
        List<RefusedManifest> all = RefusedManifest.all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(30);
        assertThat(all).allSatisfy(refused -> assertThat(refused.file())
                .isNotEmpty()
                .allSatisfy(complaint -> assertThat(complaint).containsPattern(": expected |did you mean")));
    }
}
