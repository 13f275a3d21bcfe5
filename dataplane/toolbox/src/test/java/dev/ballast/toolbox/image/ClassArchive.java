package dev.ballast.toolbox.image;

import dev.ballast.contract.manifest.Manifest;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.translate.Inputs;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.TlsSecret;
import dev.ballast.contract.translate.Translator;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.toolbox.Ballast;
import dev.ballast.toolbox.echo.EchoOptions;
import dev.ballast.toolbox.echo.EchoServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Makes the dataplane image's ahead-of-time cache (JEP 483, 514 and 515): runs a pod with the image's own runtime, options and class path,
 * configures it through the channel as an operator does, sends it traffic, and lets the virtual machine write down what it loaded, linked
 * and profiled. A pod that starts with it is Ready in less than half the time.
 *
 * <p>{@code ClassArchive IMAGE JAR OPTIONS}: the directory in which the image is put together ({@code root} becomes its root, {@code classpath} holds
 * its class path apart from this module's jar), the module's jar, and the file that holds the options of its virtual machine. Run by
 * {@code -Pimages}; what the pod says goes to {@code training.log}.
 *
 * <p>The virtual machine takes the cache only if the class path has the same jars, with the same sizes and times, in the same order, apart from
 * a common beginning of their paths. The training therefore runs on a copy that is laid out and dated as Jib does it. {@code .ci/image} proves on the
 * finished image that it is taken.
 */
final class ClassArchive {
    /** The time that Jib gives every file. */
    private static final FileTime JIBS = FileTime.from(Instant.ofEpochSecond(1));
    private static final String OWNER = "ballast://training/0";
    private static final String OPERATOR = "ballast://operator";
    private static final int REQUESTS = 2000;

    private final Path root;
    private final Path out;
    private final Path log;
    private final List<Path> jars = new ArrayList<>();
    private final List<String> options;
    private final Path work;

    private ClassArchive(Path image, Path jar, Path options) throws IOException {
        this.root = image.resolve("root");
        this.out = root.resolve("opt/ballast/classes.aot");
        this.log = image.resolve("training.log");
        this.jars.add(jar);
        for (String library : Files.readString(image.resolve("classpath")).strip().split(File.pathSeparator)) {
            jars.add(Path.of(library));
        }
        this.options = Files.readAllLines(options);
        this.work = Files.createTempDirectory("ballast-training");
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        ClassArchive archive = new ClassArchive(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        try {
            archive.make();
        } finally {
            archive.clean();
        }
    }

    private void make() throws Exception {
        Files.deleteIfExists(out);
        TrainingIdentity identity = TrainingIdentity.make(work.resolve("tls"), OPERATOR);
        try (EchoServer backend = EchoServer.start(EchoOptions.loopback("backend"))) {
            Pod pod = start();
            try {
                exercise(pod, identity, backend.httpPorts().getFirst());
            } finally {
                pod.process().destroy();
            }
            if (!pod.process().waitFor(2, TimeUnit.MINUTES) || !Files.exists(out)) {
                throw new IllegalStateException("the pod did not write " + out + ": see " + log);
            }
        }
    }

    // ---- The pod

    /** A pod under training and its ports: the channel, the probes, and two listeners. */
    private record Pod(Process process, int channel, int probes, int web, int secure) {}

    private Pod start() throws IOException {
        int[] ports = freePorts(5);
        return new Pod(launcher(ports).start(), ports[0], ports[1], ports[3], ports[4]);
    }

    private ProcessBuilder launcher(int[] ports) throws IOException {
        List<String> command = new ArrayList<>(List.of(root.resolve("opt/java/bin/java").toString(), "-XX:AOTCacheOutput=" + out));
        options.stream()
                .filter(option -> !option.startsWith("-XX:AOTCache="))
                .map(option -> option.replace("=/opt/", "=" + root + "/opt/"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp", String.join(File.pathSeparator, staged()), Ballast.class.getName(), "pod",
                "--owner=" + OWNER,
                "--operator-name=" + OPERATOR,
                "--boot-dir=" + work.resolve("boot"),
                "--tls-dir=" + work.resolve("tls"),
                "--state-dir=" + Files.createDirectory(work.resolve("state")),
                "--bind-address=127.0.0.1",
                "--channel-port=" + ports[0],
                "--probe-port=" + ports[1],
                "--admin-port=" + ports[2],
                "--push-wait=0s"));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    }

    /** Copies of the jars, as Jib lays them out. */
    private List<String> staged() throws IOException {
        List<String> paths = new ArrayList<>();
        for (Path jar : jars) {
            Path directory = Files.createDirectories(work.resolve(paths.isEmpty() ? "app/classpath" : "app/libs"));
            Path copy = Files.copy(jar, directory.resolve(jar.getFileName().toString()));
            Files.setLastModifiedTime(copy, JIBS);
            paths.add(copy.toString());
        }
        return paths;
    }

    private static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports[i] = socket.getLocalPort();
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    // ---- What it is made to do

    private void exercise(Pod pod, TrainingIdentity identity, int backend) throws Exception {
        SSLContext tls = identity.context();
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(5)).build()) {
            URI channel = URI.create("https://127.0.0.1:" + pod.channel());
            awaitAnswer(pod, http, URI.create("http://127.0.0.1:" + pod.probes() + "/healthz"));
            push(http, channel.resolve(Wire.SNAPSHOT_PATH), snapshot(pod, identity, backend));
            awaitAnswer(pod, http, URI.create("http://127.0.0.1:" + pod.probes() + "/readyz"));
            get(http, channel.resolve(Wire.SNAPSHOT_PATH));
            for (int i = 0; i < REQUESTS; i++) {
                get(http, URI.create("http://127.0.0.1:" + pod.web() + "/" + i));
                get(http, URI.create("https://127.0.0.1:" + pod.secure() + "/" + i));
            }
            get(http, URI.create("http://127.0.0.1:" + pod.probes() + "/metrics"));
        }
    }

    private static Snapshot snapshot(Pod pod, TrainingIdentity identity, int backend) {
        Manifest manifest = ManifestReader.read("training", """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: training}
                spec:
                  listeners:
                  - {name: web, port: %d, protocol: HTTP, backend: echo}
                  - {name: secure, port: %d, protocol: HTTPS, tls: {secrets: [{name: own}]}, backend: echo}
                  backends:
                  - {name: echo, endpoints: [{address: 127.0.0.1, port: %d}]}
                  rollout: {drain: {minDuration: 0s}}
                """.formatted(pod.web(), pod.secure(), backend));
        TlsSecret secret = new TlsSecret("kubernetes.io/tls", identity.certificate(), new Sensitive(identity.key()));
        return Translator.translate(
                        manifest.loadBalancers().getFirst().spec(),
                        new Inputs(OWNER, Place.Standalone, Map.of("own", secret), Map.of()))
                .snapshot();
    }

    private static void push(HttpClient http, URI to, Snapshot snapshot) throws IOException, InterruptedException {
        Revision first = new Revision(1, 1);
        byte[] body = Wire.gzip(Wire.encode(new SnapshotMessage(first, snapshot)));
        HttpRequest request = HttpRequest.newBuilder(to)
                .header("Content-Type", Wire.JSON)
                .header("Content-Encoding", "gzip")
                .header(Wire.REVISION_HEADER, first.toString())
                .header(Wire.DIGEST_HEADER, Wire.digest(body))
                .PUT(BodyPublishers.ofByteArray(body))
                .build();
        expectSuccess(http.send(request, BodyHandlers.ofString()));
    }

    private static void get(HttpClient http, URI from) throws IOException, InterruptedException {
        expectSuccess(http.send(HttpRequest.newBuilder(from).build(), BodyHandlers.ofString()));
    }

    private static void expectSuccess(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer + ": " + answer.body());
        }
    }

    private void awaitAnswer(Pod pod, HttpClient http, URI at) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (pod.process().isAlive() && System.nanoTime() < patience) {
            try {
                if (http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // Its port is not bound yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the pod did not answer " + at + " with 200: see " + log);
    }

    private void clean() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
