package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod, on one thread: writes its volumes, runs its process, starts it again when it dies, asks whether it is ready, says so in the pod's
 * status, and ends it. Needs the API server for none of this but to say so.
 */
final class PodWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration FIRST_RESTART = Duration.ofMillis(100);
    private static final Duration LAST_RESTART = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final PodProcess process;
    private final Volumes volumes;
    private final Function<String, @Nullable Secret> secrets;
    private final String address;
    private final ReadinessProbe probe;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private final Instant since = Instant.now();

    private volatile Pod pod;
    private volatile boolean gone;
    private volatile boolean closed;
    private List<String> missing = List.of();
    private Duration restart = FIRST_RESTART;
    private Instant nextStart = Instant.MIN;
    private @Nullable Instant killAt;
    private @Nullable PodStatus reported;
    private Instant nextReport = Instant.MIN;

    /** @param secrets of the pod's namespace, by name */
    PodWorker(
            KubernetesClient client, Program program, Path root, String address, Pod pod, Function<String, @Nullable Secret> secrets) {
        this.client = client;
        this.pod = pod;
        this.address = address;
        this.secrets = secrets;
        this.volumes = new Volumes(root.resolve("volumes"), pod);
        this.process = new PodProcess(program, root, pod, address, volumes);
        this.probe = new ReadinessProbe(container(pod), address);
        this.thread = Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(this::run);
    }

    static Container container(Pod pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    void update(Pod newer) {
        pod = newer;
        changes.release();
    }

    /** A Secret has changed. */
    void wake() {
        changes.release();
    }

    /** The pod was deleted without grace. */
    void gone() {
        gone = true;
        changes.release();
    }

    /** Ends the process without notice; it will be started again. */
    void crash() {
        process.kill();
        changes.release();
    }

    private void run() {
        try {
            while (!gone && !closed && !finished()) {
                boolean changed = changes.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (changed) {
                    changes.drainPermits();
                }
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.kill();
            process.close();
        }
    }

    private void step() {
        try {
            missing = volumes.write(secrets);
            if (Pods.terminating(pod)) {
                terminate();
            } else if (!process.alive()) {
                startAgain();
            }
            probe.run(process.alive());
            report();
        } catch (UncheckedIOException e) {
            LOG.warn("pod {}: {}", pod.getMetadata().getName(), e.toString());
        }
    }

    private void startAgain() {
        if (!missing.isEmpty() || Instant.now().isBefore(nextStart)) {
            return;
        }
        if (process.starts() > 0) {
            LOG.info("pod {} ended with {}: starting it again", pod.getMetadata().getName(), process.exitCode());
        }
        try {
            process.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        probe.reset();
        nextStart = Instant.now().plus(restart);
        restart = process.starts() == 1 || restart.compareTo(LAST_RESTART) >= 0 ? restart : restart.multipliedBy(2);
    }

    private void terminate() {
        Instant now = Instant.now();
        if (killAt == null) {
            long grace = Objects.requireNonNullElse(pod.getMetadata().getDeletionGracePeriodSeconds(), 30L);
            killAt = now.plusSeconds(grace);
            process.terminate();
        } else if (now.isAfter(killAt)) {
            process.kill();
        }
    }

    /** Whether the process has ended for good and the API server knows. */
    private boolean finished() {
        if (!Pods.terminating(pod) || killAt == null || process.alive()) {
            return false;
        }
        try {
            client.resource(pod).withGracePeriod(0).delete();
            return true;
        } catch (KubernetesClientException e) {
            LOG.debug("pod {} is not deleted yet: {}", pod.getMetadata().getName(), e.toString());
            return false;
        }
    }

    private void report() {
        PodStatus status = new StatusOfPod(pod, address, since).of(process, probe.ready(), missing);
        if (status.equals(reported) || Instant.now().isBefore(nextReport)) {
            return;
        }
        try {
            client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName()).editStatus(current -> {
                current.setStatus(status);
                return current;
            });
            reported = status;
        } catch (KubernetesClientException | NullPointerException e) {
            // The API server is away, or the pod is: both are told again soon.
            nextReport = Instant.now().plusMillis(300);
        }
    }

    /** Ends the process without notice, for good; does not wait. */
    void stop() {
        closed = true;
        changes.release();
    }

    @Override
    public void close() {
        stop();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.kill();
    }
}
