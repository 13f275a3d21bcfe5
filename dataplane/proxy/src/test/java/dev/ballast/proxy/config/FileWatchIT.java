package dev.ballast.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system: every way in which a file's content changes is noticed, and nothing else is. */
class FileWatchIT {
    private static final Duration NEVER_LOOK_AGAIN = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final AtomicInteger changes = new AtomicInteger();

    private FileWatch watch(Path file, Duration interval) {
        return new FileWatch(List.of(file), interval, changes::incrementAndGet);
    }

    private void awaitChange(int count) {
        await().untilAsserted(() -> assertThat(changes).hasValue(count));
    }

    @Test
    void aFileWrittenInPlaceReplacedByARenameRemovedAndMadeAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("shop.yaml"), "one");
        try (FileWatch _ = watch(file, NEVER_LOOK_AGAIN)) {
            Files.writeString(file, "two");
            awaitChange(1);
            Files.move(
                    Files.writeString(directory.resolve("shop.yaml~"), "three"), file, StandardCopyOption.ATOMIC_MOVE);
            awaitChange(2);
            Files.delete(file);
            awaitChange(3);
            Files.writeString(file, "four");
            awaitChange(4);
        }
    }

    @Test
    void theKubeletsSwappedLink() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("..1")).resolve("shop.yaml"), "one");
        Files.writeString(Files.createDirectory(directory.resolve("..2")).resolve("shop.yaml"), "two");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Path file = Files.createSymbolicLink(directory.resolve("shop.yaml"), Path.of("..data/shop.yaml"));
        try (FileWatch _ = watch(file, NEVER_LOOK_AGAIN)) {
            Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
            Files.move(next, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            awaitChange(1);
        }
    }

    @Test
    void theFarEndOfALinkIsFoundByLookingAgain() throws Exception {
        Path far = Files.writeString(Files.createDirectory(directory.resolve("far")).resolve("shop.yaml"), "one");
        Path near = Files.createDirectory(directory.resolve("near"));
        Path link = Files.createSymbolicLink(near.resolve("shop.yaml"), far);
        try (FileWatch _ = watch(link, Duration.ofMillis(20))) {
            Files.writeString(far, "two");
            awaitChange(1);
        }
    }

    @Test
    void aTouchAndANeighbourAreNoChange() throws Exception {
        Path file = Files.writeString(directory.resolve("shop.yaml"), "one");
        try (FileWatch _ = watch(file, NEVER_LOOK_AGAIN)) {
            Files.writeString(file, "one");
            Files.writeString(directory.resolve("neighbour.yaml"), "x");
            Files.writeString(file, "two");
            awaitChange(1);
        }
    }

    @Test
    void aListenerThatFailsIsToldTheNextChangeAllTheSame() throws Exception {
        Path file = Files.writeString(directory.resolve("shop.yaml"), "one");
        try (FileWatch _ = new FileWatch(List.of(file), NEVER_LOOK_AGAIN, () -> {
            if (changes.incrementAndGet() == 1) {
                throw new IllegalStateException("made up");
            }
        })) {
            Files.writeString(file, "two");
            awaitChange(1);
            Files.writeString(file, "three");
            awaitChange(2);
        }
    }
}
