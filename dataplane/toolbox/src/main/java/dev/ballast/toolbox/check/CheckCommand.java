package dev.ballast.toolbox.check;

import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Problem.Location;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.toolbox.check.Check.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast check}: reads manifests as the operator would, and says what is wrong with them and where. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Says what is wrong with LoadBalancer manifests, with line and column, without a cluster.",
            "Documents of other kinds are passed over; what the LoadBalancers need of the cluster is listed."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:nothing is wrong, whatever is warned of", "1:something is wrong, or there is no LoadBalancer", "2:wrong use, or a file that cannot be read"},
        footer = {
            "",
            "Examples:",
            "  ballast check examples/shop.yaml",
            "  helm template charts/shop | ballast check -",
            "  ballast check --laptop examples/laptop.yaml"
        })
public final class CheckCommand implements Callable<Integer> {
    private static final Comparator<Problem> FROM_THE_TOP = Comparator.comparing(
            Problem::location, Comparator.nullsFirst(Comparator.comparingInt(Location::line).thenComparingInt(Location::column)));

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "YAML files; - is the standard input.")
    private List<String> files = List.of();

    @Option(names = "--laptop", description = "Check for `ballast run`: without Services, and with every Secret in the file.")
    private boolean laptop;

    @Spec
    private @Nullable CommandSpec spec;

    private final InputStream in;
    private final InstantSource clock;
    private int loadBalancers;
    private int problems;
    private int warnings;

    /** Reads {@code -} from the process's standard input. */
    public CheckCommand() {
        this(System.in, InstantSource.system());
    }

    CheckCommand(InputStream in, InstantSource clock) {
        this.in = in;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        files.forEach(file -> check(file, out));
        String came = problems > 0 ? counted(problems, "problem") : loadBalancers > 0 ? "nothing is wrong" : "nothing to check";
        String besides = warnings == 0 ? "" : ", " + counted(warnings, "warning");
        // How many there are nobody knows of a file that is not YAML.
        String found = loadBalancers == 0 && problems > 0 ? "" : counted(loadBalancers, "LoadBalancer") + " in ";
        out.printf("%s%s: %s%s%n", found, counted(files.size(), "file"), came, besides);
        out.flush();
        return problems == 0 && loadBalancers > 0 ? 0 : 1;
    }

    private void check(String file, PrintWriter out) {
        String name = file.equals("-") ? "(standard input)" : file;
        Finding found = Check.of(name, text(file), laptop ? Place.Standalone : Place.Cluster, clock.instant());
        Stream.concat(found.problems().stream(), found.warnings().stream()).sorted(FROM_THE_TOP).forEach(out::println);
        if (found.problems().isEmpty() && found.loadBalancers().isEmpty()) {
            out.println(name + ": there is no LoadBalancer in it");
        }
        if (found.problems().isEmpty() && !found.loadBalancers().isEmpty()) {
            String needs = found.needs().isEmpty() ? "" : "; needs " + String.join(", ", found.needs());
            out.println(name + ": " + String.join(", ", found.loadBalancers()) + " is well formed" + needs);
        }
        loadBalancers += found.loadBalancers().size() + found.unread();
        problems += found.problems().size();
        warnings += found.warnings().size();
    }

    private String text(String file) {
        // One more than is read: the reader says that it is too long.
        int limit = 4 * ManifestReader.MAX_CHARACTERS + 1;
        try (InputStream bytes = file.equals("-") ? in : Files.newInputStream(Path.of(file))) {
            return new String(bytes.readNBytes(limit), StandardCharsets.UTF_8);
        } catch (NoSuchFileException absent) {
            throw unreadable(file, "there is no such file");
        } catch (IOException broken) {
            throw unreadable(file, "cannot be read (" + broken.getMessage() + ")");
        }
    }

    private ParameterException unreadable(String file, String why) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), file + ": " + why + ": expected a YAML file");
    }

    private static String counted(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
