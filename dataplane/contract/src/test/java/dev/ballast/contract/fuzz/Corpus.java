package dev.ballast.contract.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** The inputs of a target that are kept: one archive in the repository instead of some hundred files. */
final class Corpus {
    private Corpus() {}

    /** {@code Requests} of {@code RequestsFuzzTest}. */
    static String name(Class<? extends FuzzTarget> target) {
        return target.getSimpleName().replace("FuzzTest", "");
    }

    /** Empty where nothing is kept yet. */
    static List<byte[]> kept(Class<? extends FuzzTarget> target) throws IOException {
        try (InputStream archive = target.getResourceAsStream("/fuzz/" + name(target) + ".zip")) {
            return archive == null ? List.of() : inputs(archive);
        }
    }

    private static List<byte[]> inputs(InputStream archive) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(archive)) {
            for (@Nullable ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                inputs.add(zip.readAllBytes());
            }
        }
        return inputs;
    }

    /** Lays them into a folder, each as a file. */
    static void unpack(List<byte[]> inputs, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("kept-" + i), inputs.get(i));
        }
    }

    /** Equal files give equal bytes. Answers how many there are. */
    static int pack(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        Files.createDirectories(archive.toAbsolutePath().getParent());
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < files.size(); i++) {
                ZipEntry entry = new ZipEntry(Integer.toString(i));
                entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(files.get(i)));
            }
        }
        return files.size();
    }
}
