package dev.ballast.contract.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.SnapshotValidator;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Translator;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RefusedManifestsTest {
    private static final Sensitive KEY = new Sensitive("0".repeat(64));

    @TestFactory
    Stream<DynamicTest> theReaderSaysWhereAndWhy() throws IOException {
        return RefusedManifest.all().stream().map(refused -> DynamicTest.dynamicTest(refused.name(), () -> {
            Manifest manifest = ManifestReader.read("f", refused.text());
            assertThat(manifest.problems())
                    .extracting(problem -> problem.toString().replaceFirst("^f:", ""))
                    .containsExactlyElementsOf(refused.file());
        }));
    }

    /** One that they refuse would be carried out nowhere: what is good beside what is bad would be lost too. */
    @TestFactory
    Stream<DynamicTest> whatIsLeftIsTakenByPods() throws IOException {
        return RefusedManifest.all().stream().map(refused -> DynamicTest.dynamicTest(refused.name(), () -> {
            Manifest manifest = ManifestReader.read("f", refused.text());
            for (Inputs.Place place : Inputs.Place.values()) {
                for (LoadBalancerManifest loadBalancer : manifest.loadBalancers()) {
                    Snapshot left = Translator.translate(loadBalancer.spec(), Inputs.of("ballast://test/1", place, manifest).withSessionKey(KEY)).snapshot();
                    assertThat(SnapshotValidator.validate(left)).as("in %s", place).isEmpty();
                }
            }
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
