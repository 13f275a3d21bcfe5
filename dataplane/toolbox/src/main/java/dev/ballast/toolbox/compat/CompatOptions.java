package dev.ballast.toolbox.compat;

import dev.ballast.proxy.listener.DataplaneOptions;
import dev.ballast.proxy.main.AdminAt;
import dev.ballast.proxy.main.LogFormat;
import dev.ballast.proxy.main.ManifestRun;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the three ways of an older balancer have in common here: all make a manifest, and run that. */
final class CompatOptions {
    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Option(names = "--print", description = "Print the manifest that these options stand for, and end: a file to go on from.")
    private boolean print;

    @Option(names = "--admin-port", paramLabel = "PORT", defaultValue = "0",
            description = "The page for people, /stats and /metrics, on loopback; 0 = any free port (default: ${DEFAULT-VALUE}).")
    private int adminPort;

    /**
     * Runs the manifest until a signal, or prints it.
     *
     * @param manifest given the admin port
     * @param bindAddress of the listeners
     * @param report how often the table of backends is printed; zero: never
     */
    int run(IntFunction<Draft> manifest, String bindAddress, Duration report, CommandLine line) throws InterruptedException {
        if (adminPort < 0 || adminPort > 65_535) {
            throw new ParameterException(line, "--admin-port: " + adminPort + ": expected 0 to 65535");
        }
        String bind = bindAddress.equals("0.0.0.0") ? "" : bindAddress;
        if (print) {
            List<String> options = bind.isEmpty() ? List.of() : List.of("--bind-address=" + bind);
            line.getOut().print(ManifestRun.printed(manifest.apply(adminPort).yaml(), options));
            line.getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        ManifestRun.Source source = new ManifestRun.Source("(options)", port -> manifest.apply(port).yaml(), "", null);
        DataplaneOptions options = DataplaneOptions.standard().on(bind);
        return new ManifestRun(source, options, AdminAt.loopback(adminPort), Duration.ZERO, DRAIN, LogFormat.Text, report)
                .untilSignal(line.getOut(), line.getErr());
    }

    /** The backends of an option, names resolved once. */
    static void endpoints(Draft draft, String option, List<String> texts, CommandLine line) {
        try {
            List<Address> addresses = Address.all(texts);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("is empty: expected HOST:PORT");
            }
            addresses.forEach(address -> draft.endpoint(address.resolved(), address.port()));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(line, option + ": " + wrong.getMessage(), wrong);
        }
    }

    /** The address of a name, or the address that it is. */
    static String address(String option, String host, CommandLine line) {
        try {
            return new Address(host, 1).resolved();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(line, option + ": " + unknown.getMessage(), unknown);
        }
    }

    static int port(String option, int port, CommandLine line) {
        return within(option, port, 1, 65_535, line);
    }

    static int within(String option, int value, int least, int most, CommandLine line) {
        if (value < least || value > most) {
            throw new ParameterException(line, option + ": " + value + ": expected " + least + " to " + most);
        }
        return value;
    }
}
