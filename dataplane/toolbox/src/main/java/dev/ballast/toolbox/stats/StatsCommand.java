package dev.ballast.toolbox.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ballast.contract.manifest.GepDuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ballast stats}: what a running Ballast says of itself. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "What a running Ballast says of itself: its listeners, backends and endpoints. Those endpoints that are left out come first.",
        footer = {
            "",
            "Examples:",
            "  ballast stats",
            "  ballast stats --watch",
            "  ballast stats --json | jq '.backends[].endpoints[] | select(.state != \"Ready\")'",
            "  kubectl port-forward deployment/shop-ballast 9000 & ballast stats --admin localhost:9000"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:it answered, and is ready", "1:it did not answer, or is not ready", "2:wrong options"})
public final class StatsCommand implements Callable<Integer> {
    private static final String CLEAR = "\033[H\033[2J";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--admin", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:9000", description = "Its admin port (default: ${DEFAULT-VALUE}).")
    private String admin = "";

    @Option(names = "--token-file", paramLabel = "FILE", description = "Holds the token that an admin port asks for which is not on loopback.")
    private @Nullable Path tokenFile;

    @ArgGroup
    private How how = new How();

    /** One of two. */
    private static final class How {
        @Option(names = "--json", description = "Print the document of /stats.")
        private boolean json;

        @Option(names = "--watch", description = "Tell it again and again, until Ctrl-C.")
        private boolean watch;
    }

    @Option(names = "--interval", paramLabel = "DURATION", defaultValue = "2s", description = "How often --watch tells (default: ${DEFAULT-VALUE}).")
    private GepDuration interval = GepDuration.of("2s");

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        try {
            AdminPort port = new AdminPort(address(line), tokenFile == null ? null : Files.readString(tokenFile).strip());
            if (!how.watch) {
                return tell(port.stats(), line, "");
            }
            boolean terminal = line.getColorScheme().ansi().enabled();
            while (true) {
                tell(port.stats(), line, terminal ? CLEAR : "\n");
                Thread.sleep(interval.value());
            }
        } catch (IOException failed) {
            line.getErr().println("ballast stats: " + said(failed));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int tell(JsonNode stats, CommandLine line, String before) {
        PrintWriter out = line.getOut();
        out.print(before);
        out.print(how.json ? AdminPort.pretty(stats) + "\n" : StatsText.of(stats, line.getColorScheme().ansi().enabled()));
        out.flush();
        return stats.path("ready").asBoolean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private String address(CommandLine line) {
        try {
            URI uri = new URI("http://" + admin);
            if (uri.getHost() != null && uri.getPort() > 0 && uri.getPath().isEmpty()) {
                return admin;
            }
        } catch (URISyntaxException told) {
            // Below.
        }
        throw new ParameterException(line, "--admin: " + admin + ": expected HOST:PORT");
    }

    private String said(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return message.startsWith(admin) ? message : admin + " cannot be asked (" + message + "): expected the admin port of a Ballast that runs";
    }
}
