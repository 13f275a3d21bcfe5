package dev.ballast.proxy.main;

import ch.qos.logback.classic.Level;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast run manifest.yaml}: a dataplane on a laptop or a plain server. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Runs a LoadBalancer manifest here, without a cluster. The file is watched: a good change is taken over without "
                + "closing a connection, a bad one is reported and what ran before goes on.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:stopped by a signal", "1:could not start, or a fatal error", "2:wrong options, or nothing in the file can be served"})
public final class RunCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MANIFEST",
            description = "A YAML file with a LoadBalancer, and Secrets of type kubernetes.io/tls where it uses them.")
    private Path manifest = Path.of("");

    @Option(names = "--name", defaultValue = "", showDefaultValue = Visibility.NEVER, paramLabel = "NAME",
            description = "Which LoadBalancer, where the file holds several.")
    private String name = "";

    @Option(names = "--watch", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take over changes of the file.")
    private boolean watch;

    @Option(names = "--bind-address", defaultValue = "", showDefaultValue = Visibility.NEVER, paramLabel = "IP",
            description = "What the listeners bind; every address when absent.")
    private String bindAddress = "";

    @Option(names = "--defer-accept", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Take a client's HTTP connection when it has sent something, or after a second. Takes less of the processor.")
    private boolean deferAccept;

    @Option(names = "--admin-port", defaultValue = "9000", paramLabel = "PORT",
            description = "/stats and /metrics, on loopback only; 0 takes any free port.")
    private int adminPort;

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
        logFormat.use(Level.WARN);
        Fatal.endTheProcess();
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        Signals signals = Signals.listen();
        DataplaneOptions options = DataplaneOptions.standard().on(bindAddress).withDeferAccept(deferAccept);
        try (RunProcess run = new RunProcess(manifest, name, options, adminPort, out, line.getErr())) {
            if (!run.start()) {
                return CommandLine.ExitCode.USAGE;
            }
            if (watch) {
                run.watch();
            }
            signals.await();
            int open = run.process().dataplane().openConnections();
            out.println("Stopping; " + open + " connections are open. Once more ends at once.");
            out.flush();
            int cut = run.process().goDown(drainMin, drainTimeout);
            out.println("Stopped; " + cut + " connections were cut.");
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (IOException failed) {
            line.getErr().println(failed.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
