package dev.ballast.operator.playground.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the chart makes of some values, in the release {@code ballast} of the namespace {@code ballast-system}.
 *
 * @param objects in the order in which Helm gives them
 */
record Rendered(List<HasMetadata> objects) {
    static final Path CHART = Path.of("../../charts/ballast");

    /** @throws IllegalStateException when Helm refuses the values; the message is Helm's */
    static Rendered with(Path directory, String values) {
        Path file = directory.resolve("values.yaml");
        try {
            Files.writeString(file, values);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        String text = new Helm(CHART)
                .template()
                .withName("ballast")
                .withNamespace("ballast-system")
                .withKubeVersion("1.35.0")
                .withValuesFile(file)
                .call();
        Object read = new KubernetesSerialization().unmarshal(text);
        List<?> objects = read instanceof List<?> list ? list : List.of(read);
        return new Rendered(objects.stream().map(HasMetadata.class::cast).toList());
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T only(Class<T> kind) {
        List<T> found = all(kind);
        assertThat(found).as(kind.getSimpleName() + " in " + objects).hasSize(1);
        return found.getFirst();
    }
}
