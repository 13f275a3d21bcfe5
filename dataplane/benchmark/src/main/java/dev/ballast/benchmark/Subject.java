package dev.ballast.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ballast on a core of its own, with the memory of a pod, in front of {@code ballast echo}: what is attacked, and what is loaded for long. What begins with
 * {@value #BULK} comes from another {@code ballast echo}: to fill the kernel with hundreds of large answers takes one seconds, in which it answers nobody else.
 */
final class Subject {
    /** Where large answers come from. */
    static final String BULK = "/bulk";

    /** Runs a program only while nobody else wants its core: it stands for one on a machine of its own. */
    static final List<String> LEFTOVERS = List.of("chrt", "--idle", "0");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** As in the image: a quarter of the memory may be heap. */
    private static final int HEAP_SHARE = 4;

    private static final double KIB_A_MIB = 1024;
    private static final double MIB = 1 << 20;

    private final int web = Lab.freePort();
    private final int secure = Lab.freePort();
    private final int admin = Lab.freePort();
    private final Path proc;
    private final long pid;

    /** @param memoryMiB of the pod: the heap has its share of it */
    Subject(Lab lab, int memoryMiB) throws IOException, InterruptedException {
        String manifest = manifest(lab, echo(lab, "echo", List.of()), echo(lab, "bulk", LEFTOVERS)).toString();
        Process ballast = lab.start(
                Lab.PROXY_CORE,
                "ballast",
                List.of(
                        "env", "BALLAST_OPTS=-Xmx" + memoryMiB / HEAP_SHARE + "m", lab.program().toString(), "run", "--bind-address", "127.0.0.1", "--admin-port",
                        String.valueOf(admin), manifest));
        lab.awaitOpen(web, "ballast");
        pid = ballast.pid();
        proc = Path.of("/proc", String.valueOf(pid));
    }

    /** Answers the port. */
    private static int echo(Lab lab, String name, List<String> priority) throws IOException, InterruptedException {
        int port = Lab.freePort();
        List<String> command = new ArrayList<>(priority);
        command.addAll(List.of(lab.program().toString(), "echo", "--http", "127.0.0.1:" + port, "--bytes", "2"));
        lab.start(Lab.OTHER_CORE, name, command);
        lab.awaitOpen(port, name);
        return port;
    }

    /** In a directory where nothing else is written: Ballast watches it. */
    private Path manifest(Lab lab, int echo, int bulk) throws IOException, InterruptedException {
        Pem pem = Pem.ecdsa(lab);
        String text =
                """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: subject}
                spec:
                  listeners:
                  - name: web
                    port: %d
                    protocol: HTTP
                    backend: echo
                    routes: [{name: bulk, matches: [{path: {value: %s}}], backends: [{name: bulk}]}]
                  - {name: secure, port: %d, protocol: HTTPS, backend: echo, tls: {secrets: [{name: pair}]}}
                  backends:
                  - {name: echo, endpoints: [{address: 127.0.0.1, port: %d}]}
                  - {name: bulk, endpoints: [{address: 127.0.0.1, port: %d}]}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: pair}
                type: kubernetes.io/tls
                stringData:
                  tls.crt: |
                %s  tls.key: |
                %s"""
                        .formatted(web, BULK, secure, echo, bulk, Files.readString(pem.certificate()).indent(4), Files.readString(pem.key()).indent(4));
        return Files.writeString(Files.createDirectory(lab.directory().resolve("manifests")).resolve("subject.yaml"), text);
    }

    /** The port for HTTP. */
    int web() {
        return web;
    }

    /** The port for HTTPS. */
    int secure() {
        return secure;
    }

    Counted counted() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/metrics")).build();
        return Counted.of(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    /** What it uses now. The heap is collected for it, which stops every loop for a moment. */
    Course.Sample sample() throws IOException, InterruptedException {
        String histogram = Lab.output(
                "taskset", "-c", Lab.OTHER_CORE, Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(pid), "GC.class_histogram");
        return new Course.Sample(Course.liveBytes(histogram) / MIB, status("VmRSS:") / KIB_A_MIB, descriptors());
    }

    private int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
            return (int) open.count();
        }
    }

    /** Resident memory now, in MiB; the most of it is counted from here on (Linux: {@code /proc/PID/clear_refs}). */
    double forgetMost() throws IOException {
        Files.writeString(proc.resolve("clear_refs"), "5");
        return mostMiB();
    }

    /** The most that was resident since then. */
    double mostMiB() throws IOException {
        return status("VmHWM:") / KIB_A_MIB;
    }

    /** A line of proc(5)'s status, in KiB. */
    private long status(String name) throws IOException {
        return Files.readString(proc.resolve("status")).lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
