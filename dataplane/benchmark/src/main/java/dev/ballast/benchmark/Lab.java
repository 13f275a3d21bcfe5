package dev.ballast.benchmark;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where measurements are made: processes on cores of their own, and a directory for what they need. Everything is ended and deleted with it. */
final class Lab implements Closeable {
    /** Of the proxy that is measured. */
    static final String PROXY_CORE = "1";
    /** Of clients and backends; this process is pinned there too, by {@code run}. */
    static final String OTHER_CORE = "0";

    static final String BOTH_CORES = "0,1";

    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory = Files.createTempDirectory("ballast-benchmark-");
    private final Path program;
    private final @Nullable Path archive;
    private final Deque<Process> started = new ArrayDeque<>();
    private final List<Closeable> kept = new ArrayList<>();

    /**
     * @param program ballast, as it is started on a laptop
     * @param archive its ahead-of-time cache, if it has one
     */
    Lab(Path program, @Nullable Path archive) throws IOException {
        this.program = program;
        this.archive = archive;
    }

    Path directory() {
        return directory;
    }

    Path program() {
        return program;
    }

    /** Closes it with the lab. */
    <T extends Closeable> T keep(T thing) {
        kept.add(thing);
        return thing;
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts a program in the foreground; what it says goes to {@code name.log}. */
    Process start(String cores, String name, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(pinned).redirectErrorStream(true).redirectOutput(log(name).toFile());
        if (archive != null) {
            builder.environment().put("BALLAST_OPTS", "-XX:AOTCache=" + archive + " -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0");
        }
        Process process = builder.start();
        started.push(process);
        return process;
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    /** Waits until somebody listens there. */
    void awaitOpen(int port, String name) throws IOException, InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < until) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new IllegalStateException("nothing listens on " + port + "; " + name + " says:\n" + Files.readString(log(name)));
    }

    /** What a process that was started here has said so far. */
    String said(String name) throws IOException {
        return Files.readString(log(name));
    }

    /** Waits until it has said this. */
    void awaitSaid(String name, String what) throws IOException, InterruptedException {
        long until = System.nanoTime() + START.toNanos();
        while (!said(name).contains(what)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(name + " does not say " + what + ":\n" + said(name));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Ends a process that was started here. */
    void end(Process process) {
        started.remove(process);
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        if (process.isAlive()) {
            children.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }

    /** What a program says that ends by itself. */
    static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + output);
        }
        return output;
    }

    /** Whether there is a program of this name on the path. */
    static boolean installed(String name) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : kept) {
            each.close();
        }
        for (Process process : List.copyOf(started)) {
            end(process);
        }
        try (Stream<Path> inside = Files.walk(directory)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
