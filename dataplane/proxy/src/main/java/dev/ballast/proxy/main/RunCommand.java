package dev.ballast.proxy.main;

import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
            "ballast run [OPTIONS] --listen=[http:|https:|tcp:]PORT... --backend=[ADDRESS:]PORT... [--algorithm=ALGORITHM] [--print]"
        },
        description = "Runs a LoadBalancer here, without a cluster, from a manifest or from options. A file is watched: a good change is taken over without "
                + "closing a connection, a bad one is reported and what ran before goes on.",
        footer = {
            "",
            "Examples:",
            "  ballast run examples/laptop.yaml",
            "  ballast run --listen 8080 --backend 127.0.0.1:3001 --backend 127.0.0.1:3002 --algorithm LeastConnections",
            "  ballast run --listen https:8443 --certificate tls.crt --key tls.key --backend 3001",
            "  ballast run --listen tcp:5432 --backend 10.0.0.7:5432 --print > postgres.yaml"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:could not start, or a fatal error",
            "2:wrong options, or nothing in the manifest can be served",
            "130, 143:ended at once by a second SIGINT or SIGTERM"})
public final class RunCommand implements Callable<Integer> {
    private static final String DRAIN_MIN = "0s";
    private static final String DRAIN_TIMEOUT = "10s";
    private static final String WATCH = "--watch";
    private static final String DEFER_ACCEPT = "--defer-accept";

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

    @Option(names = WATCH, negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take over changes of the file.")
    private boolean watch;

    @Option(names = "--bind-address", converter = AddressOption.class, defaultValue = "", showDefaultValue = Visibility.NEVER, paramLabel = "IP",
            description = "What the listeners bind; every address when absent.")
    private String bindAddress = "";

    @Option(names = DEFER_ACCEPT, negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take a client's HTTP connection when it has sent something, or after a second. Takes less of the processor.")
    private boolean deferAccept;

    @Mixin
    private LocationOptions where = new LocationOptions();

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--drain-min", defaultValue = DRAIN_MIN, converter = DurationOption.class, paramLabel = "DURATION",
            description = "How long new connections are still accepted after a signal.")
    private Duration drainMin = Duration.ZERO;

    @Option(names = "--drain-timeout", defaultValue = DRAIN_TIMEOUT, converter = DurationOption.class, paramLabel = "DURATION",
            description = "After this what is still open is cut. A second signal ends at once.")
    private Duration drainTimeout = Duration.ZERO;

    @Option(names = "--log-format", defaultValue = "Text", paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}.")
    private LogFormat logFormat = LogFormat.Text;

    /**
     * The command with its arguments, without picocli, where it runs a file.
     *
     * @throws IllegalArgumentException when they are not plain, or wrong: picocli says then what is
     */
    static RunCommand of(List<String> arguments, Map<String, String> environment) {
        PlainArguments given = new PlainArguments(arguments, Set.of(WATCH, DEFER_ACCEPT));
        RunCommand run = new RunCommand();
        Path manifest = Path.of(given.operand());
        run.what.manifest = manifest;
        run.name = given.take("--name", "");
        run.watch = given.take(WATCH, true);
        run.bindAddress = Binding.literalOrEvery(given.take("--bind-address", ""));
        run.deferAccept = given.take(DEFER_ACCEPT, true);
        run.where = LocationOptions.of(given, environment);
        run.admin = AdminOptions.of(given);
        run.drainMin = GepDuration.of(given.take("--drain-min", DRAIN_MIN)).value();
        run.drainTimeout = GepDuration.of(given.take("--drain-timeout", DRAIN_TIMEOUT)).value();
        run.logFormat = LogFormat.valueOf(given.take("--log-format", run.logFormat.name()));
        given.allTaken();
        if (manifest.toString().isEmpty()) {
            throw new IllegalArgumentException("nothing to run");
        }
        return run;
    }

    /**
     * What it does, without picocli.
     *
     * @throws IllegalArgumentException when the options do not fit each other
     */
    Callable<Integer> plainly() {
        ManifestRun run = asked(admin.at());
        return () -> run.untilSignal(new PrintWriter(System.out, true), new PrintWriter(System.err, true));
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (what.form == null && what.manifest == null) {
            throw new ParameterException(line, "nothing to run: expected a MANIFEST, or --listen and --backend");
        }
        ManifestRun run;
        try {
            if (what.form != null && what.form.print()) {
                line.getOut().print(ManifestRun.printed(what.form.manifest(), ofTheProcess(line)));
                line.getOut().flush();
                return CommandLine.ExitCode.OK;
            }
            run = asked(admin.at());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(line, wrong.getMessage(), wrong);
        }
        return run.untilSignal(line.getOut(), line.getErr());
    }

    /** The options that were given a value and are not part of the manifest. */
    private static List<String> ofTheProcess(CommandLine line) {
        return line.getParseResult().matchedOptions().stream()
                .filter(option -> option.group() == null && option.arity().min() > 0)
                .map(option -> option.longestName() + "=" + String.join(",", option.originalStringValues()))
                .toList();
    }

    private ManifestRun asked(AdminAt at) {
        DataplaneOptions options = DataplaneOptions.standard().on(bindAddress).withDeferAccept(deferAccept).at(where.location());
        return new ManifestRun(source(), options, at, drainMin, drainTimeout, logFormat, Duration.ZERO);
    }

    private ManifestRun.Source source() {
        if (what.form != null) {
            String made = what.form.manifest();
            return new ManifestRun.Source(ShortForm.NAME, port -> made, name, null);
        }
        return ManifestRun.Source.of(Objects.requireNonNull(what.manifest), name, watch);
    }
}
