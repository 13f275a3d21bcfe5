package dev.ballast.toolbox.compat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.proxy.admin.HeritagePages;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ballast compat http}: an HTTP balancer that told of itself at {@code /lb-health} and {@code /lb-stats} of its own port. */
@Command(
        name = "http",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Balances HTTP; probes GET /health; /lb-health and /lb-stats on the same port tell how it is.",
        footer = {"", "Examples:", "  ballast compat http -p 9000 -b 127.0.0.1:3001,127.0.0.1:3002 -a least_connections --health-check-interval 10"})
final class HttpCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CompatOptions common = new CompatOptions();

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", defaultValue = "8080", description = "Where it listens.")
    private int port;

    @Option(names = {"-b", "--backends"}, paramLabel = "HOST:PORT,…", defaultValue = "127.0.0.1:3001,127.0.0.1:3002,127.0.0.1:3003",
            description = "With commas between them.")
    private String backends = "";

    @Option(names = {"-a", "--algorithm"}, paramLabel = "ALGORITHM", defaultValue = "round_robin",
            description = "round_robin, least_connections, random or weighted_round_robin.")
    private String algorithm = "";

    @Option(names = "--health-check-interval", paramLabel = "SECONDS", defaultValue = "30", description = "Between two probes of a backend.")
    private int interval;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Draft draft = manifest(line);
        return common.run(admin -> ownPages(draft, admin), "", Duration.ZERO, line);
    }

    private Draft manifest(CommandLine line) {
        Draft draft = new Draft("http");
        draft.listener(CompatOptions.port("--port", port, line), "HTTP");
        CompatOptions.endpoints(draft, "--backends", List.of(backends), line);
        draft.algorithm(Algorithms.named(algorithm).orElseThrow(() -> new ParameterException(
                line, "--algorithm: " + algorithm + ": expected round_robin, least_connections, random or weighted_round_robin")));
        int seconds = CompatOptions.within("--health-check-interval", interval, 1, 3600, line);
        draft.probes("HTTP").put("path", "/health").put("interval", seconds + "s").put("timeout", Math.min(2, seconds) + "s");
        draft.spec().putObject("observability").putObject("headers").put("forwardedBy", "Enabled").put("endpoint", "Enabled");
        return draft;
    }

    /** Routes to the process's own admin port. */
    private static Draft ownPages(Draft draft, int admin) {
        if (admin > 0) {
            ObjectNode own = ((ArrayNode) draft.spec().get("backends")).addObject().put("name", HeritagePages.OWN);
            own.putArray("endpoints").addObject().put("address", "127.0.0.1").put("port", admin);
            own.putObject("trafficPolicy").putObject("healthCheck");
        }
        for (String page : admin > 0 ? List.of("health", "stats") : List.<String>of()) {
            ObjectNode route = draft.spec().withArray("/listeners/0/routes").addObject().put("name", "lb-" + page);
            route.putArray("matches").addObject().putObject("path").put("type", "Exact").put("value", "/lb-" + page);
            route.putArray("backends").addObject().put("name", HeritagePages.OWN);
        }
        return draft;
    }
}
