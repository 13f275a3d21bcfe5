package dev.ballast.contract.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes one target with Jazzer for a given time, and then keeps the fewest inputs that reach everything which was reached. A finding ends it: the
 * input lies among the findings, and belongs into the archive once it holds.
 *
 * <p>Arguments: the target's class, seconds, the folder to work in, and the folder of the modules, in one of which the target stands.
 */
final class FuzzRun {
    private static final String LONGEST = "-max_len=8192";

    private final String target;
    private final Path corpus;
    private final Path findings;
    private final Path fewest;

    private FuzzRun(String target, Path work) {
        this.target = target;
        this.corpus = work.resolve("corpus");
        this.findings = work.resolve("findings");
        this.fewest = work.resolve("fewest");
    }

    public static void main(String[] arguments) throws Exception {
        Class<? extends FuzzTarget> target = Class.forName(arguments[0]).asSubclass(FuzzTarget.class);
        FuzzRun run = new FuzzRun(arguments[0], Path.of(arguments[2]).resolve(Corpus.name(target)));
        Corpus.unpack(Corpus.kept(target), run.corpus);
        Files.createDirectories(run.findings);
        Files.createDirectories(run.fewest);
        int ended = run.jazzer("-max_total_time=" + arguments[1], "-print_final_stats=1", run.corpus.toString());
        if (ended != 0) {
            throw new IllegalStateException("Jazzer ended with " + ended + ": see " + run.findings);
        }
        run.jazzer("-merge=1", run.fewest.toString(), run.corpus.toString());
        Path archive = module(Path.of(arguments[3]), target).resolve("src/test/resources/fuzz").resolve(Corpus.name(target) + ".zip");
        System.out.println(archive + " keeps " + Corpus.pack(run.fewest, archive) + " inputs");
    }

    /** Where the target's source stands. */
    private static Path module(Path modules, Class<?> target) throws IOException {
        String source = "src/test/java/" + target.getName().replace('.', '/') + ".java";
        try (Stream<Path> all = Files.list(modules)) {
            return all.filter(module -> Files.exists(module.resolve(source))).findFirst().orElseThrow();
        }
    }

    private int jazzer(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfuzz.target=" + target,
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzDriver.class.getName(),
                "--instrumentation_includes=dev.ballast.**",
                "-artifact_prefix=" + findings + "/",
                "-rss_limit_mb=2048",
                LONGEST));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
