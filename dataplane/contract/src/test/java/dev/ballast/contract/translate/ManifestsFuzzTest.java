package dev.ballast.contract.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.FuzzTarget;
import dev.ballast.contract.manifest.LoadBalancerManifest;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.snapshot.SnapshotValidator;
import dev.ballast.contract.translate.Inputs.Place;
import java.util.Map;

/**
 * A file: never an exception; every complaint with its place; and whatever is left of a LoadBalancer can be translated, to a snapshot that a pod
 * takes.
 */
class ManifestsFuzzTest extends FuzzTarget {
    @Override
    protected void check(byte[] input) {
        Manifest manifest = ManifestReader.read("a.yaml", new String(input, UTF_8));
        assertThat(manifest.loadBalancers().isEmpty() && manifest.problems().isEmpty()).isFalse();
        assertThat(manifest.problems()).allSatisfy(problem -> assertThat(problem.toString()).startsWith("a.yaml"));
        for (LoadBalancerManifest one : manifest.loadBalancers()) {
            translate(one.spec());
        }
    }

    private static void translate(LoadBalancerSpec spec) {
        for (Place place : Place.values()) {
            Translation translation = Translator.translate(spec, new Inputs("ballast://file/a", place, Map.of(), Map.of()));
            assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
        }
    }
}
