package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What {@code ballast run} is given.
 *
 * @param matches what the routes of its listener look for, in all; all requests of a load are those of the last one; 0: it has no routes
 * @param bare whether what ships switched on is off, as far as a resource can do that: removal of endpoints that fail, further tries, series of endpoints
 */
record Manifest(Front front, int matches, boolean bare) {
    /** As many as a route may have. */
    private static final int MATCHES_OF_A_ROUTE = 64;

    static Manifest of(Front front) {
        return new Manifest(front, 0, false);
    }

    /** What starts it in the foreground. */
    List<String> command(Lab lab) throws IOException {
        String file = Files.writeString(lab.directory().resolve("ballast-" + front.port() + ".yaml"), resource() + secret()).toString();
        return List.of(
                lab.program().toString(), "run", "--bind-address", "127.0.0.1", "--admin-port", "0", front.defaults() ? "--defer-accept" : "--no-defer-accept", file);
    }

    private String resource() {
        return """
               apiVersion: ballast.dev/v1alpha1
               kind: LoadBalancer
               metadata: {name: benchmark}
               spec:
                 listeners:
                 - name: web
                   port: %d
                   protocol: %s
               %s  backends:
                 - name: echo
                   endpoints:
               %s
               """.formatted(front.port(), front.speaks() == Front.Speaks.HTTP2 ? Front.Speaks.HTTPS : front.speaks(), listener() + policies(), endpoints());
    }

    private String listener() {
        return (front.speaks().secure() ? "    tls: {secrets: [{name: pair}]}\n" : "")
                + (front.speaks() == Front.Speaks.TCP ? "" : "    limits: {maxRequestsPerConnection: 0}\n")
                + (matches == 0 ? "    backend: echo\n" : routes());
    }

    /** Paths that nobody asks for, and the one that everybody asks for: the least specific of all, so that all others are looked at before by whoever looks at one after the other. */
    private String routes() {
        List<String> paths = IntStream.range(0, matches).mapToObj(i -> i == 0 ? "/" : "/of/nobody/" + i).toList();
        return IntStream.iterate(0, from -> from < paths.size(), from -> from + MATCHES_OF_A_ROUTE)
                .mapToObj(from -> paths.subList(from, Math.min(from + MATCHES_OF_A_ROUTE, paths.size())).stream()
                        .map(path -> "{path: {value: " + path + "}}")
                        .collect(Collectors.joining(", ", "    - {name: r" + from + ", backends: [{name: echo}], matches: [", "]}\n")))
                .collect(Collectors.joining("", "    routes:\n", ""));
    }

    private String policies() {
        return bare
                ? """
                    trafficPolicy:
                      retries: {attempts: 0}
                      healthCheck: {passive: {consecutiveConnectFailures: 0}}
                    observability: {metrics: {endpointDetail: "Off"}}
                  """
                : "";
    }

    private String endpoints() {
        return front.backends().stream().map(backend -> "    - {address: " + backend.replace(":", ", port: ") + "}").collect(Collectors.joining("\n"));
    }

    private String secret() throws IOException {
        return front.speaks().secure()
                ? "---\napiVersion: v1\nkind: Secret\nmetadata: {name: pair}\ntype: kubernetes.io/tls\nstringData:\n  tls.crt: |\n%s  tls.key: |\n%s"
                        .formatted(
                                Files.readString(front.certificate().certificate()).indent(4), Files.readString(front.certificate().key()).indent(4))
                : "";
    }
}
