package dev.ballast.toolbox.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.toolbox.terminal.ErrorStream;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ballast load}: runs a {@link Load} and says what came of it. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "A load generator for HTTP/1.1, HTTP/2 and TCP that counts failures honestly: nothing is tried again unless asked for, and every request that was begun is counted.",
            "Exit code: 0 all requests succeeded (status 200 to 399), 1 one failed or none was made, 2 wrong use."
        },
        footer = {
            "",
            "Examples:",
            "  ballast load --url http://localhost:8080/ --duration 10s",
            "  ballast load --url http://localhost:8080/ --rate 200 --duration 60s --connections 50 --json report.json",
            "  ballast load --url http://localhost:8080/ --requests 1000 --connection-per-request --expect-header Echo-Name=green",
            "  ballast load --url http://localhost:8080/ --http2 --connections 2 --streams 50    HTTP/2 by prior knowledge; over https by ALPN",
            "  ballast load --url tcp://localhost:9001 --body-bytes 64 --duration 10s           a server that sends back what it gets"
        })
public final class LoadCommand implements Callable<Integer> {
    private static final Duration BETWEEN_BARS = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    @Option(names = "--url", paramLabel = "URL", required = true, description = "http, https, or tcp://HOST:PORT, where --body-bytes bytes are to come back. Repeatable: in turn.")
    private List<String> urls = List.of();

    @Option(names = "--connect", paramLabel = "HOST:PORT", description = "Dial this instead of the URL's host.")
    private @Nullable String connect;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = "Requests begun in a second, whatever the answers do; 0 = the next when the last has ended (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(names = "--duration", paramLabel = "DURATION", description = "How long requests are begun (default: 10s; without limit when --requests is given).")
    private @Nullable GepDuration duration;

    @Option(names = "--requests", paramLabel = "N", defaultValue = "0", description = "How many requests at most; 0 = no limit (default: ${DEFAULT-VALUE}).")
    private long requests;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "10", description = "Connections at once. Each carries one request at a time, or with --http2 as many as --streams (default: ${DEFAULT-VALUE}).")
    private int connections = 10;

    @Option(names = "--http2", description = "HTTP/2: agreed on by ALPN over https, known to the server beforehand over http.")
    private boolean http2;

    @Option(names = "--streams", paramLabel = "N", description = "With --http2: requests at once on each connection, 1 to 1000; those above the server's limit wait (default: 10).")
    private @Nullable Integer streams;

    @Option(names = "--connection-per-request", description = "A connection carries one request only.")
    private boolean connectionPerRequest;

    @Option(names = "--retry-stale", description = "Replace a re-used connection that is found closed before a byte of the request is sent, once a request; counted apart.")
    private boolean retryStale;

    @Option(names = "--timeout", paramLabel = "DURATION", defaultValue = "10s", description = "For a connection to be made, and for each silence in an answer (default: ${DEFAULT-VALUE}).")
    private GepDuration timeout = GepDuration.of("10s");

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "GET", description = "Default: ${DEFAULT-VALUE}.")
    private String method = "GET";

    @Option(names = "--header", paramLabel = "NAME: VALUE", description = "A header of every request. Repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--body-bytes", paramLabel = "N", defaultValue = "0", description = "Length of the request's body (default: ${DEFAULT-VALUE}).")
    private int bodyBytes;

    @Option(names = "--expect-header", paramLabel = "NAME=VALUE", description = "An answer without it is a failure. Repeatable.")
    private List<String> expectHeaders = List.of();

    @Option(names = "--count-by", paramLabel = "NAME", defaultValue = "Echo-Name", description = "Count answers by this header (default: ${DEFAULT-VALUE}).")
    private String countBy = "Echo-Name";

    @Option(names = "--insecure", description = "Accept any certificate.")
    private boolean insecure;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report there too.")
    private @Nullable Path json;

    @Option(names = "--progress", paramLabel = "DURATION", description = "How often it is told how far the load is; 0s = never (default: a bar on a terminal each 500ms, elsewhere a line each 1s).")
    private @Nullable GepDuration progress;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec().commandLine().getOut();
        PrintWriter err = spec().commandLine().getErr();
        // Netty has nothing to say here that a person wants to read.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        LoadOptions options;
        Load load;
        try {
            options = options();
            load = new Load(options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage());
        }
        CountDownLatch told = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> stop(load, told), "load-stop");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        LoadReport report = run(load, options, err);
        out.print(report.text());
        out.flush();
        if (json != null) {
            Files.writeString(json, asJson(report) + "\n");
        }
        told.countDown();
        return report.failed() == 0 && report.requests() > 0 ? 0 : 1;
    }

    private LoadReport run(Load load, LoadOptions options, PrintWriter err) throws InterruptedException {
        if (progress != null && progress.toMillis() == 0) {
            return load.run(Duration.ofDays(1), far -> {});
        }
        boolean drawn = ErrorStream.isTerminal();
        Duration interval = progress != null ? progress.value() : drawn ? BETWEEN_BARS : BETWEEN_LINES;
        if (!drawn) {
            return load.run(interval, far -> tell(err, far.line() + System.lineSeparator()));
        }
        ProgressBar bar = new ProgressBar(options.duration(), options.requests(), ErrorStream.isColoured());
        try {
            return load.run(interval, far -> tell(err, bar.draw(far)));
        } finally {
            tell(err, bar.erase());
        }
    }

    private static void tell(PrintWriter err, String text) {
        err.print(text);
        err.flush();
    }

    /** On Ctrl-C the report is still told. */
    private static void stop(Load load, CountDownLatch told) {
        load.stop();
        try {
            boolean inTime = told.await(15, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("ballast load: cut; requests were still in flight");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String asJson(LoadReport report) throws IOException {
        return JsonMapper.builder()
                .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(report);
    }

    private LoadOptions options() {
        require(rate >= 0 && rate <= 1_000_000, "--rate", rate, "0 to 1000000");
        require(connections >= 1 && connections <= 10_000, "--connections", connections, "1 to 10000");
        require(streams == null || http2, "--streams", String.valueOf(streams), "--http2 beside it");
        require(streams == null || streams >= 1 && streams <= 1_000, "--streams", String.valueOf(streams), "1 to 1000");
        require(requests >= 0, "--requests", requests, "0 or more");
        require(bodyBytes >= 0, "--body-bytes", bodyBytes, "0 or more");
        require(timeout.toMillis() > 0, "--timeout", timeout, "more than 0s");
        GepDuration none = GepDuration.of(requests > 0 ? "99999h" : "10s");
        return new LoadOptions(
                urls.stream().map(URI::create).toList(),
                connect,
                method,
                split("--header", headers, ':', "NAME: VALUE"),
                bodyBytes,
                connections,
                http2 ? streams == null ? 10 : streams : 0,
                rate,
                (duration == null ? none : duration).value(),
                requests,
                timeout.value(),
                connectionPerRequest,
                retryStale,
                insecure,
                split("--expect-header", expectHeaders, '=', "NAME=VALUE"),
                countBy);
    }

    private static List<LoadOptions.Header> split(String option, List<String> texts, char by, String expected) {
        List<LoadOptions.Header> headers = new ArrayList<>();
        for (String text : texts) {
            int at = text.indexOf(by);
            require(at > 0, option, text, expected);
            headers.add(new LoadOptions.Header(text.substring(0, at).strip(), text.substring(at + 1).strip()));
        }
        return headers;
    }

    private static void require(boolean good, String option, Object value, String expected) {
        if (!good) {
            throw new IllegalArgumentException(option + ": " + value + ": expected " + expected);
        }
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec;
    }
}
