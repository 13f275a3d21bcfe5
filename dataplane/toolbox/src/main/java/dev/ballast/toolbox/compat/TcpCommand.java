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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ballast compat tcp}: a TCP balancer that took its port, its host and its backends by their places. */
@Command(
        name = "tcp",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Balances TCP connections by turns, at most 1000 and at most 100 to a backend; probes every 5 s, tries up to 3 other backends.",
        footer = {"", "Examples:", "  ballast compat tcp 8080 0.0.0.0 127.0.0.1:8000,127.0.0.1:8001"})
final class TcpCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CompatOptions common = new CompatOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "PORT", defaultValue = "8080", description = "Where it listens.")
    private int port;

    @Parameters(index = "1", arity = "0..1", paramLabel = "HOST", defaultValue = "0.0.0.0", description = "Which address it binds.")
    private String host = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "BACKENDS", defaultValue = "127.0.0.1:8000,127.0.0.1:8001", description = "With commas between them.")
    private String backends = "";

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Draft draft = manifest(line);
        return common.run(admin -> draft, CompatOptions.address("HOST", host, line), Duration.ZERO, line);
    }

    private Draft manifest(CommandLine line) {
        Draft draft = new Draft("tcp");
        draft.listener(CompatOptions.port("PORT", port, line), "TCP").putObject("timeouts").put("stall", "10s");
        CompatOptions.endpoints(draft, "BACKENDS", List.of(backends), line);
        draft.algorithm("RoundRobin");
        draft.probes("TCP").put("interval", "5s").put("healthyThreshold", 2);
        draft.policy("limits").put("maxConnectionsPerEndpoint", 100).putObject("queue").put("maxLength", 0);
        draft.policy("retries").put("attempts", 3);
        draft.spec().putObject("limits").put("maxConnections", 1000);
        return draft;
    }
}
