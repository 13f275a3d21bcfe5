package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one pod as directories: Secrets as files, everything else empty. As a kubelet does it, the files of a Secret are links through
 * {@code ..data}, a link that is moved once when the Secret changes, so that a reader never sees half of a change. Used by one thread.
 */
final class Volumes {
    private final Path root;
    private final Pod pod;
    private final Map<String, String> versions = new HashMap<>();

    Volumes(Path root, Pod pod) {
        this.root = root;
        this.pod = pod;
    }

    /** Where a volume that the container mounts at {@code mountPath} is. */
    Optional<Path> directory(Container container, String mountPath) {
        return container.getVolumeMounts().stream()
                .filter(mount -> mount.getMountPath().equals(mountPath))
                .map(VolumeMount::getName)
                .findFirst()
                .map(root::resolve);
    }

    /**
     * Writes what has changed.
     *
     * @param secrets by name, null for one that does not exist
     * @return names of Secrets that must exist but do not
     */
    List<String> write(Function<String, @Nullable Secret> secrets) {
        List<String> missing = new ArrayList<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            Path directory = root.resolve(volume.getName());
            try {
                Files.createDirectories(directory);
                if (volume.getSecret() == null) {
                    continue;
                }
                String name = volume.getSecret().getSecretName();
                Secret secret = secrets.apply(name);
                if (secret != null) {
                    write(directory, secret);
                } else if (!Boolean.TRUE.equals(volume.getSecret().getOptional())) {
                    missing.add(name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("volume " + volume.getName() + " of pod " + pod.getMetadata().getName(), e);
            }
        }
        return missing;
    }

    private void write(Path directory, Secret secret) throws IOException {
        String version = secret.getMetadata().getUid() + "-" + secret.getMetadata().getResourceVersion();
        if (version.equals(versions.put(directory.toString(), version))) {
            return;
        }
        Path data = directory.resolve("..data-" + version);
        Files.createDirectories(data);
        Map<String, String> contents = secret.getData() == null ? Map.of() : secret.getData();
        for (Map.Entry<String, String> entry : contents.entrySet()) {
            Files.write(data.resolve(entry.getKey()), Base64.getDecoder().decode(entry.getValue()));
        }
        Path link = directory.resolve("..data");
        Optional<Path> old = Files.isSymbolicLink(link) ? Optional.of(directory.resolve(Files.readSymbolicLink(link))) : Optional.empty();
        Path next = directory.resolve("..data-next");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, data.getFileName());
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        for (String file : contents.keySet()) {
            if (!Files.isSymbolicLink(directory.resolve(file))) {
                Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
            }
        }
        if (old.isPresent()) {
            delete(old.get());
        }
    }

    /** Also removes keys from disk. */
    static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
