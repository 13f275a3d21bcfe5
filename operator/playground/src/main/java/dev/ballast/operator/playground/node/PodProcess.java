package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process of a pod, started and ended by one thread, killed by any: the program {@code ballast} with the container's arguments, on the pod's own address. */
final class PodProcess implements AutoCloseable {
    /** Where a container finds its files is a flag of a process. */
    private static final Map<String, String> DIRECTORIES = Map.of(
            "/etc/ballast/boot", "--boot-dir",
            "/etc/ballast/tls", "--tls-dir",
            "/var/run/ballast", "--state-dir");

    private final Program program;
    private final Path root;
    private final Pod pod;
    private final String address;
    private final Volumes volumes;
    private volatile @Nullable Process process;
    private int starts;

    PodProcess(Program program, Path root, Pod pod, String address, Volumes volumes) {
        this.program = program;
        this.root = root;
        this.pod = pod;
        this.address = address;
        this.volumes = volumes;
    }

    /** How often it was started. */
    int starts() {
        return starts;
    }

    boolean alive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    int exitCode() {
        Process ended = process;
        return ended == null || ended.isAlive() ? 0 : ended.exitValue();
    }

    void start() throws IOException {
        Files.createDirectories(root);
        Container container = PodWorker.container(pod);
        ProcessBuilder builder = new ProcessBuilder(program.command(arguments(container)))
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()));
        for (EnvVar variable : container.getEnv()) {
            builder.environment().put(variable.getName(), variable.getValue() == null ? "" : variable.getValue());
        }
        process = builder.start();
        starts++;
    }

    /** The arguments of the container, and what a container gets by its namespaces but a process by flags. */
    private List<String> arguments(Container container) throws IOException {
        List<String> arguments = new ArrayList<>(container.getArgs());
        switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "pod" -> {
                arguments.addAll(List.of("--bind-address", address, "--admin-port", "0"));
                DIRECTORIES.forEach((mountPath, flag) -> volumes.directory(container, mountPath)
                        .ifPresent(directory -> arguments.addAll(List.of(flag, directory.toString()))));
            }
            case "echo" -> {
                arguments.addAll(List.of("--bind", address));
                if (!arguments.contains("--name")) {
                    arguments.addAll(List.of("--name", pod.getMetadata().getName()));
                }
            }
            default -> throw new IOException("container args " + arguments + " of pod " + pod.getMetadata().getName()
                    + " cannot be run here: expected the program ballast, with pod or echo");
        }
        return arguments;
    }

    /** SIGTERM. Through the handle: {@link Process#destroy()} would also close the standard input, which ends a {@link Child} at once. */
    void terminate() {
        Process running = process;
        if (running != null) {
            running.toHandle().destroy();
        }
    }

    /** SIGKILL. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Forgets the pod's files. */
    @Override
    public void close() {
        Volumes.delete(root.resolve("volumes"));
    }
}
