import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes the Java runtime of an image: the modules that the classes refer to and no others.
 *
 * <p>{@code java RuntimeImage.java OUT CLASSPATH [+module|-module]...} reads the class names in every class file of the class path.
 * A module is added with {@code +} where it is reached only as a service or by reflection, and left out with {@code -} where a
 * library can use it but does without. An exception that changes nothing fails the build, so that the list of them stays true.
 *
 * <p>Not jdeps: it resolves the libraries as modules, and some name modules that only their optional parts need.
 */
class RuntimeImage {
    private final Map<String, String> moduleOf = new HashMap<>();
    private final Map<String, String> needed = new TreeMap<>();

    public static void main(String[] args) throws IOException, InterruptedException {
        Path out = Path.of(args[0]);
        RuntimeImage image = new RuntimeImage();
        for (String entry : args[1].split(File.pathSeparator)) {
            image.read(Path.of(entry));
        }
        image.except(List.of(args).subList(2, args.length));
        image.link(out);
    }

    private RuntimeImage() {
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            module.descriptor().packages().forEach(name -> moduleOf.put(name, module.descriptor().name()));
        }
        needed.put("java.base", "everything");
    }

    private void read(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            readTree(entry, entry.toString());
        } else if (Files.exists(entry)) {
            try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                readTree(jar.getPath("/"), entry.getFileName().toString());
            }
        }
    }

    private void readTree(Path root, String origin) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                if (!file.toString().endsWith("module-info.class")) {
                    readClass(file, origin);
                }
            }
        }
    }

    private void readClass(Path file, String origin) throws IOException {
        for (PoolEntry entry : ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
            if (entry instanceof ClassEntry type) {
                String name = type.asInternalName().replaceFirst("^\\[+L?", "");
                int end = name.lastIndexOf('/');
                String module = end < 0 ? null : moduleOf.get(name.substring(0, end).replace('/', '.'));
                if (module != null) {
                    needed.putIfAbsent(module, origin + ":" + file);
                }
            }
        }
    }

    private void except(List<String> exceptions) {
        for (String exception : exceptions) {
            String module = exception.substring(1);
            String before = exception.startsWith("+") ? needed.putIfAbsent(module, "asked for") : needed.remove(module);
            if ((before == null) == exception.startsWith("-")) {
                throw new IllegalArgumentException(exception + " changes nothing: the class path needs " + needed);
            }
        }
    }

    private void link(Path out) throws IOException, InterruptedException {
        Path stamp = out.resolve("lib/asked-for");
        String wanted = Runtime.version() + " " + needed.keySet();
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
            return;
        }
        delete(out);
        Files.createDirectories(out.toAbsolutePath().getParent());
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int code = ToolProvider.findFirst("jlink").orElseThrow().run(writer, writer, "--output", out.toString(), "--add-modules",
                String.join(",", needed.keySet()), "--strip-java-debug-attributes", "--no-header-files", "--no-man-pages");
        if (code != 0) {
            throw new IllegalStateException("jlink ended with " + code + ": " + said);
        }
        archiveClasses(out);
        Files.writeString(stamp, wanted);
        needed.forEach((module, why) -> System.out.println("runtime has " + module + " (" + why + ")"));
    }

    /** jlink's own archives are for the usual object headers; the images run with the compact ones. */
    private static void archiveClasses(Path out) throws IOException, InterruptedException {
        Process dump = new ProcessBuilder(out.resolve("bin/java").toString(), "-XX:+UseCompactObjectHeaders", "-Xshare:dump", "-Xlog:disable")
                .inheritIO()
                .start();
        if (dump.waitFor() != 0) {
            throw new IllegalStateException("the archive of the runtime's classes was not made: exit code " + dump.exitValue());
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
