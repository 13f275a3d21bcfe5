package dev.ballast.toolbox.echo;

import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.toolbox.echo.EchoOptions.Answer;
import dev.ballast.toolbox.echo.EchoOptions.Header;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ballast echo}: runs an {@link EchoServer} until it is told to go. */
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        description = {
            "A backend that says who it is: HTTP/1.1, HTTP/2 by prior knowledge, gRPC, WebSocket and TCP.",
            "A request may ask for something else: ?delay=200ms&bytes=10&status=503. Its body is counted: Echo-Received, Echo-CRC32.",
            "A WebSocket gets its messages back; ?delay=200ms holds each back, ?close=1011 closes after the first one.",
            "A call of gRPC, of whatever service, gets its messages back, with Echo-Name in the metadata. The call's own metadata may ask for something else: "
                    + "echo-count: 5 sends each so often, echo-delay: 200ms holds each back, echo-status: UNAVAILABLE ends the call with this. "
                    + "grpc.health.v1.Health says SERVING, until told to go."
        },
        footer = {
            "",
            "Examples:",
            "  ballast echo                              http://localhost:8080 says the host's name",
            "  ballast echo --http 127.0.0.1:3001 --name blue",
            "  ballast echo --http 0 --tcp 9001 --delay 50ms --bytes 2",
            "  grpcurl -plaintext -import-path examples -proto echo.proto -d '{\"text\": \"hello\"}' localhost:8080 ballast.echo.v1.Echo/Say",
            "",
            "On SIGTERM it goes on for --linger, takes no more connections, ends what it has,",
            "and exits with 0; with 1 when --grace cut something."
        })
public final class EchoCommand implements Callable<Integer> {
    @Option(names = "--http", paramLabel = "[ADDRESS:]PORT", split = ",", description = "Where HTTP and gRPC are served; port 0 = any free one. Default: 8080, without --tcp.")
    private List<String> http = List.of();

    @Option(names = "--tcp", paramLabel = "[ADDRESS:]PORT", split = ",", description = "Where TCP is served; port 0 = any free one.")
    private List<String> tcp = List.of();

    @Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = "0.0.0.0", description = "Address of ports that name none (default: ${DEFAULT-VALUE}).")
    private String bind = "0.0.0.0";

    @Option(names = "--name", paramLabel = "NAME", description = "What it calls itself, also in the header Echo-Name (default: the host's name).")
    private @Nullable String name;

    @Option(names = "--status", paramLabel = "CODE", defaultValue = "200", description = "Status of answers (default: ${DEFAULT-VALUE}).")
    private int status = 200;

    @Option(names = "--delay", paramLabel = "DURATION", defaultValue = "0s", description = "Time from the end of a request to its answer (default: ${DEFAULT-VALUE}).")
    private GepDuration delay = GepDuration.of("0s");

    @Option(names = "--bytes", paramLabel = "N", defaultValue = "-1", description = "Length of answers, at most 1 GiB (default: a text).")
    private int bytes = -1;

    @Option(names = "--text", paramLabel = "TEXT", defaultValue = "", description = "What answers say (default: a description of the request).")
    private String text = "";

    @Option(names = "--header", paramLabel = "NAME: VALUE", description = "A header of every answer. Repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--health-path", paramLabel = "PATH", defaultValue = "/healthz", description = "Answers 200 at once, and 503 once told to go (default: ${DEFAULT-VALUE}).")
    private String healthPath = "/healthz";

    @Option(names = "--tcp-greeting", description = "Begin a TCP connection with a line that holds the name.")
    private boolean tcpGreeting;

    @Option(names = "--linger", paramLabel = "DURATION", defaultValue = "0s", description = "How long connections are still accepted after SIGTERM (default: ${DEFAULT-VALUE}).")
    private GepDuration linger = GepDuration.of("0s");

    @Option(names = "--grace", paramLabel = "DURATION", defaultValue = "25s", description = "How long after that what is in flight may take (default: ${DEFAULT-VALUE}).")
    private GepDuration grace = GepDuration.of("25s");

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Event loops (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, UnknownHostException {
        // Netty has nothing to say here that a person wants to read, and logback would take a third of the start.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        EchoOptions options = options();
        PrintWriter out = spec().commandLine().getOut();
        EchoServer server;
        try {
            server = EchoServer.start(options);
        } catch (IOException e) {
            spec().commandLine().getErr().println("ballast echo: " + e.getMessage());
            return 1;
        }
        tell(out, options.name() + ": http ", options.http(), server.httpPorts());
        tell(out, options.name() + ": tcp ", options.tcp(), server.tcpPorts());
        out.flush();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(end(server, out)), "echo-drain"));
        new CountDownLatch(1).await();
        return 0;
    }

    private static void tell(PrintWriter out, String what, List<InetSocketAddress> asked, List<Integer> bound) {
        for (int i = 0; i < bound.size(); i++) {
            out.println("echo " + what + asked.get(i).getHostString() + ":" + bound.get(i));
        }
    }

    private int end(EchoServer server, PrintWriter out) {
        try {
            server.announce();
            Thread.sleep(linger.value());
            int cut = server.drain(grace.value());
            out.println(cut == 0 ? "echo: all ended" : "echo: " + cut + " connections cut after " + grace);
            out.flush();
            return cut == 0 ? 0 : 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    private EchoOptions options() throws UnknownHostException {
        within("--threads", threads, 1, 64);
        within("--status", status, 200, 599);
        within("--bytes", bytes, -1, Filler.MOST);
        List<Header> added;
        try {
            added = headers.stream().map(Header::of).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), "--header: " + e.getMessage());
        }
        return new EchoOptions(
                name == null ? hostName() : name,
                addresses("--http", http.isEmpty() && tcp.isEmpty() ? List.of("8080") : http),
                addresses("--tcp", tcp),
                new Answer(status, Duration.ofMillis(delay.toMillis()), bytes, text, added),
                healthPath,
                tcpGreeting,
                threads);
    }

    private List<InetSocketAddress> addresses(String option, List<String> texts) throws UnknownHostException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            int colon = text.lastIndexOf(':');
            String port = text.substring(colon + 1);
            if (!port.matches("[0-9]{1,9}")) {
                throw new ParameterException(spec().commandLine(), option + ": " + text + ": expected [ADDRESS:]PORT");
            }
            within(option, Integer.parseInt(port), 0, 65535);
            addresses.add(new InetSocketAddress(InetAddress.getByName(colon < 0 ? bind : text.substring(0, colon)), Integer.parseInt(port)));
        }
        return addresses;
    }

    private void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec().commandLine(), option + ": " + value + ": expected " + least + " to " + most);
        }
    }

    /** A pod's name in a cluster. */
    private static String hostName() {
        String variable = System.getenv("HOSTNAME");
        if (variable != null && !variable.isBlank()) {
            return variable;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "echo";
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec;
    }
}
