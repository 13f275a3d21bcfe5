package dev.ballast.proxy.main;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code METRICS.md} says of the metrics holds. {@code -Dmetrics=write} writes its table and its formula anew. */
@Timeout(60)
class MetricsPageIT {
    private static final Path PAGE = Path.of("METRICS.md");
    private static final String MIRROR = "filters: [{type: Mirror, mirror: {backend: b0}}], ";
    private static final Pattern HELP = Pattern.compile("# HELP (ballast_\\w+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (ballast_\\w+) (\\w+)");
    private static final Pattern SAMPLE = Pattern.compile("(ballast_\\w+?)(?:_bucket|_count|_sum)?(?:\\{(.*)})? [-+.\\w]+");

    @Test
    void everyMetricIsOnThePageWithItsLabels() throws Exception {
        String table = table(scrape(limited(cached(mirrored(manifest(1, 1, 1))))));
        String formula = formula();
        if (System.getProperty("metrics", "").equals("write")) {
            write("metrics", table);
            write("series", formula);
        }
        assertThat(Files.readString(PAGE)).as("written anew by -Dmetrics=write").contains(table).contains(formula);
    }

    @Test
    void theFormulaHoldsForFiveThousandEndpoints() throws Exception {
        String many = manifest(1, 20, 256);
        long few = series(told(many, "endpointDetail: \"Off\""));
        assertThat(few).as("none is told of").isEqualTo(series(told(manifest(1, 20, 1), "endpointDetail: \"Off\"")));
        long each = each();
        assertThat(each).isPositive();
        assertThat(series(many)).as("nothing said: 20 of each backend").isEqualTo(few + 20 * 20 * each);
        assertThat(series(told(many, "topK: 3"))).isEqualTo(few + 20 * 3 * each);
        assertThat(series(told(many, "endpointDetail: All"))).isEqualTo(few + 20 * 256 * each);
    }

    /** What one endpoint adds that is told of. */
    private static long each() throws Exception {
        return series(manifest(1, 1, 2)) - series(manifest(1, 1, 1));
    }

    /** By experiment: one thing more of each kind. */
    private static String formula() throws Exception {
        long one = series(manifest(1, 1, 1));
        long listener = series(manifest(2, 1, 1)) - one;
        long endpoint = each();
        long backend = series(manifest(1, 2, 1)) - one - endpoint;
        String shared = manifest(1, 2, 1);
        long pair = series(shared.replace("backend: b0}", "backend: b0, routes: [{name: r, backends: [{name: b1}]}]}")) - series(shared);
        long limit = series(limited(manifest(1, 1, 1))) - one;
        long mirror = series(mirrored(manifest(1, 1, 1))) - series(mirrored(manifest(1, 1, 1)).replace(MIRROR, ""));
        long cache = series(cached(mirrored(manifest(1, 1, 1)))) - series(mirrored(manifest(1, 1, 1)));
        long process = one - listener - backend - endpoint;
        return "```text\n%d + %d × listeners + %d × backends + %d × pairs of a listener and another backend that its routes send to + %d × rate limits + %d × pairs of a listener and a backend that gets copies + %d × routes with a cache + %d × endpoints told of\n```\n"
                .formatted(process, listener, backend, pair, limit, mirror, cache, endpoint);
    }

    private static String table(String scrape) {
        Map<String, String> help = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        scrape.lines().forEach(line -> {
            Matcher found = HELP.matcher(line);
            if (found.matches()) {
                help.put(found.group(1), found.group(2));
            }
            found = TYPE.matcher(line);
            if (found.matches()) {
                types.put(found.group(1), found.group(2));
            }
            found = SAMPLE.matcher(line);
            if (found.matches()) {
                TreeSet<String> names = labels.computeIfAbsent(found.group(1), name -> new TreeSet<>());
                Pattern.compile("(\\w+)=\"").matcher(found.group(2) == null ? "" : found.group(2)).results().forEach(label -> names.add(label.group(1)));
                names.remove("le");
            }
        });
        assertThat(help.keySet()).isEqualTo(types.keySet()).isEqualTo(labels.keySet());
        return types.entrySet().stream()
                .map(type -> "| `%s` | %s | %s | %s |".formatted(
                        type.getKey(), type.getValue(), String.join(", ", labels.get(type.getKey())), help.get(type.getKey())))
                .collect(joining("\n", "| metric | type | labels | what |\n|---|---|---|---|\n", "\n"));
    }

    private static long series(String manifest) throws Exception {
        return scrape(manifest).lines().filter(line -> line.startsWith("ballast_")).count();
    }

    private static String scrape(String manifest) throws Exception {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        ManifestRun.Source source = new ManifestRun.Source("text", port -> manifest, "", null);
        try (RunProcess run = new RunProcess(source, DataplaneOptions.standard().on("127.0.0.1"), AdminAt.loopback(0), out, out);
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(run.start()).as(said::toString).isTrue();
            URI page = URI.create("http://127.0.0.1:" + run.adminPort() + "/metrics");
            return client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
        }
    }

    /** @param each how many endpoints a backend has */
    private static String manifest(int listeners, int backends, int each) {
        return """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: shop}
                spec:
                  listeners:
                %s
                  backends:
                %s
                """
                .formatted(
                        numbered(listeners, i -> "  - {name: l%d, protocol: HTTP, port: %d, backend: b0}".formatted(i, Shop.freePort())),
                        numbered(backends, i -> "  - {name: b%d, endpoints: [%s]}".formatted(i, endpoints(each))));
    }

    /** With a route of which a backend gets copies. */
    private static String mirrored(String manifest) {
        return manifest.replace("backend: b0}", "backend: b0, routes: [{name: m, " + MIRROR + "backends: [{name: b0}]}]}");
    }

    private static String told(String manifest, String metrics) {
        return manifest + "  observability: {metrics: {" + metrics + "}}\n";
    }

    /** With a cache of the same route. */
    private static String cached(String mirrored) {
        return mirrored.replace("filters: [{", "filters: [{type: Cache, cache: {}}, {");
    }

    /** With a rate limit. */
    private static String limited(String manifest) {
        return manifest + "  rateLimits: [{name: r, listeners: [l0], requests: 1}]\n";
    }

    private static String endpoints(int each) {
        return IntStream.range(0, each).mapToObj(i -> "{address: 127.0.0.1, port: %d}".formatted(10_000 + i)).collect(joining(", "));
    }

    private static String numbered(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(joining("\n"));
    }

    private static void write(String part, String text) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- " + part + " -->\n";
        String end = "<!-- /" + part + " -->";
        Files.writeString(PAGE, page.substring(0, page.indexOf(begin) + begin.length()) + text + page.substring(page.indexOf(end)));
    }
}
