package dev.ballast.proxy.main;

import dev.ballast.proxy.listener.DataplaneOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast run manifest.yaml}: a dataplane on a laptop or a plain server. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        customSynopsis = {
            "ballast run [OPTIONS] MANIFEST",
            "ballast run [OPTIONS] --listen=[tcp:]PORT... --backend=[ADDRESS:]PORT... [--algorithm=ALGORITHM] [--print]"
        },
        description = "Runs a LoadBalancer here, without a cluster, from a manifest or from options. A file is watched: a good change is taken over without "
                + "closing a connection, a bad one is reported and what ran before goes on.",
        footer = {
            "",
            "Examples:",
            "  ballast run examples/laptop.yaml",
            "  ballast run --listen 8080 --backend 127.0.0.1:3001 --backend 127.0.0.1:3002 --algorithm LeastConnections",
            "  ballast run --listen tcp:5432 --backend 10.0.0.7:5432 --print > postgres.yaml"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:could not start, or a fatal error",
            "2:wrong options, or nothing in the manifest can be served",
            "130, 143:ended at once by a second SIGINT or SIGTERM"})
public final class RunCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup
    private What what = new What();

    /** A file, or the options that stand for one. */
    private static final class What {
        @Parameters(paramLabel = "MANIFEST",
                description = "A YAML file with a LoadBalancer, and Secrets of type kubernetes.io/tls where it uses them.")
        private @Nullable Path manifest;

        @ArgGroup(exclusive = false)
        private @Nullable ShortForm form;
    }

    @Option(names = "--name", defaultValue = "", showDefaultValue = Visibility.NEVER, paramLabel = "NAME",
            description = "Which LoadBalancer, where the file holds several.")
    private String name = "";

    @Option(names = "--watch", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take over changes of the file.")
    private boolean watch;

    @Option(names = "--bind-address", converter = AddressOption.class, defaultValue = "", showDefaultValue = Visibility.NEVER, paramLabel = "IP",
            description = "What the listeners bind; every address when absent.")
    private String bindAddress = "";

    @Option(names = "--defer-accept", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take a client's HTTP connection when it has sent something, or after a second. Takes less of the processor.")
    private boolean deferAccept;

    @Mixin
    private LocationOptions where = new LocationOptions();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--drain-min", defaultValue = "0s", converter = DurationOption.class, paramLabel = "DURATION",
            description = "How long new connections are still accepted after a signal.")
    private Duration drainMin = Duration.ZERO;

    @Option(names = "--drain-timeout", defaultValue = "10s", converter = DurationOption.class, paramLabel = "DURATION",
            description = "After this what is still open is cut. A second signal ends at once.")
    private Duration drainTimeout = Duration.ZERO;

    @Option(names = "--log-format", defaultValue = "Text", paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private LogFormat logFormat = LogFormat.Text;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (what.form == null && what.manifest == null) {
            throw new ParameterException(line, "nothing to run: expected a MANIFEST, or --listen and --backend");
        }
        if (what.form != null && what.form.print()) {
            line.getOut().print(what.form.manifest());
            line.getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        DataplaneOptions options = DataplaneOptions.standard().on(bindAddress).withDeferAccept(deferAccept).at(where.location());
        ManifestRun run = new ManifestRun(source(), options, admin.at(line), drainMin, drainTimeout, logFormat, Duration.ZERO);
        return run.untilSignal(line);
    }

    private ManifestRun.Source source() {
        if (what.form != null) {
            String made = what.form.manifest();
            return new ManifestRun.Source(ShortForm.NAME, port -> made, name, null);
        }
        return ManifestRun.Source.of(Objects.requireNonNull(what.manifest), name, watch);
    }
}
