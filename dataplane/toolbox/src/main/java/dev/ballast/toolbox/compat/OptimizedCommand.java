package dev.ballast.toolbox.compat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ballast compat optimized}: an HTTP balancer that printed a table of its backends every 30 s. */
@Command(
        name = "optimized",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Balances HTTP to the backend with the fewest connections, and prints a table of the backends every 30 s.",
        footer = {
            "",
            "Examples:",
            "  ballast compat optimized -p 8080 -b 127.0.0.1:3001 127.0.0.1:3002 --max-connections 2000 --health-check-period 3 --health-check-url /health"
        })
final class OptimizedCommand implements Callable<Integer> {
    private static final Duration REPORT = Duration.ofSeconds(30);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CompatOptions common = new CompatOptions();

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", defaultValue = "80", description = "Where it listens.")
    private int port;

    @Option(names = {"-b", "--backends"}, arity = "1..*", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:8080 127.0.0.1:8081",
            description = "With spaces between them.")
    private List<String> backends = List.of();

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "1000", description = "Open at once; more are refused.")
    private int maxConnections;

    @Option(names = "--health-check-period", paramLabel = "SECONDS", defaultValue = "5", description = "Between two probes of a backend.")
    private int period;

    @Option(names = "--health-check-url", paramLabel = "PATH", defaultValue = "/", description = "What is asked for.")
    private String path = "";

    @Option(names = "--no-health-check", description = "Probe nothing.")
    private boolean unprobed;

    @Option(names = "--connection-timeout", paramLabel = "SECONDS", defaultValue = "3", description = "For a connection to a backend to be made.")
    private int timeout;

    @Option(names = "--buffer-size", paramLabel = "BYTES", defaultValue = "32768", description = "Taken and not used: buffers here are bounded at 64 KiB each way.")
    private int bufferSize;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Draft draft = manifest(line);
        return common.run(admin -> draft, "", REPORT, line);
    }

    private Draft manifest(CommandLine line) {
        Draft draft = new Draft("optimized");
        draft.listener(CompatOptions.port("--port", port, line), "HTTP");
        CompatOptions.endpoints(draft, "--backends", backends, line);
        draft.algorithm("LeastConnections");
        CompatOptions.within("--buffer-size", bufferSize, 1, Integer.MAX_VALUE, line);
        draft.spec().putObject("limits").put("maxConnections", CompatOptions.within("--max-connections", maxConnections, 1, 1_000_000, line));
        draft.policy("timeouts").put("connect", CompatOptions.within("--connection-timeout", timeout, 1, 300, line) + "s");
        if (!unprobed) {
            int seconds = CompatOptions.within("--health-check-period", period, 1, 3600, line);
            draft.probes("HTTP").put("path", path).put("interval", seconds + "s").put("timeout", Math.min(2, seconds) + "s");
        }
        return draft;
    }
}
