package dev.ballast.toolbox.compat;

import dev.ballast.contract.manifest.ManifestReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast convert}: from a configuration file of an older balancer to a LoadBalancer. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = "Prints the LoadBalancer that means the same as a configuration file of an older balancer, and names, on standard error, what has no counterpart.",
        footer = {
            "",
            "Examples:",
            "  ballast convert config.yaml > shop.yaml",
            "  kubectl get configmap old -o jsonpath='{.data.config}' | ballast convert -",
            "  ballast convert config.yaml --resolve --name shop | ballast check -",
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:everything was carried over", "1:something has no counterpart; the rest was printed", "2:wrong use, or a file that is not known"})
public final class ConvertCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "YAML or JSON; - is the standard input.")
    private String file = "";

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "converted", description = "Of the LoadBalancer (default: ${DEFAULT-VALUE}).")
    private String name = "";

    @Option(names = "--resolve", description = "Write the addresses that names have now. Without it a name is an error: a manifest holds addresses.")
    private boolean resolve;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (!name.matches(ManifestReader.NAME) || name.length() > ManifestReader.NAME_LENGTH) {
            throw new ParameterException(line, "--name: " + name + ": expected " + ManifestReader.NAME_EXPECTED);
        }
        PrintWriter err = line.getErr();
        try {
            Conversion.Result result = Conversion.of(text(), name, resolve);
            line.getOut().print(result.manifest());
            line.getOut().flush();
            result.notes().forEach(note -> err.println(file + ": note: " + note));
            result.missing().forEach(missing -> err.println(file + ": " + missing));
            return result.missing().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (NoSuchFileException absent) {
            throw new ParameterException(line, file + ": there is no such file: expected YAML or JSON", absent);
        } catch (IOException unreadable) {
            throw new ParameterException(line, file + ": cannot be read (" + unreadable.getMessage() + "): expected YAML or JSON", unreadable);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(line, file + " " + unknown.getMessage(), unknown);
        }
    }

    private String text() throws IOException {
        return file.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : Files.readString(Path.of(file));
    }
}
