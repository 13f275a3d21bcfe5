package dev.ballast.operator.playground.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The readiness probe of a container, HTTP only; a container without one is ready while it runs. Until the first success it asks five times a
 * second, so that a start is not held up by the probe's period.
 */
final class ReadinessProbe {
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private static final Duration EAGER = Duration.ofMillis(200);

    private final @Nullable URI uri;
    private final Duration period;
    private final Duration timeout;
    private final int threshold;
    private boolean ready;
    private boolean succeeded;
    private int failures;
    private Instant next = Instant.MIN;

    ReadinessProbe(Container container, String address) {
        Probe probe = container.getReadinessProbe();
        if (probe == null || probe.getHttpGet() == null) {
            uri = null;
            period = timeout = EAGER;
            threshold = 1;
        } else {
            uri = URI.create("http://" + address + ":" + port(container, probe.getHttpGet().getPort()) + probe.getHttpGet().getPath());
            period = Duration.ofSeconds(Objects.requireNonNullElse(probe.getPeriodSeconds(), 10));
            timeout = Duration.ofSeconds(Objects.requireNonNullElse(probe.getTimeoutSeconds(), 1));
            threshold = Objects.requireNonNullElse(probe.getFailureThreshold(), 3);
        }
    }

    private static int port(Container container, IntOrString port) {
        return port.getStrVal() == null
                ? port.getIntVal()
                : container.getPorts().stream()
                        .filter(candidate -> port.getStrVal().equals(candidate.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("readinessProbe: the container has no port \"" + port.getStrVal() + "\""));
    }

    boolean ready() {
        return ready;
    }

    /** The process is a new one. */
    void reset() {
        ready = succeeded = false;
        failures = 0;
        next = Instant.MIN;
    }

    /** Asks when it is time to. */
    void run(boolean alive) {
        if (!alive) {
            reset();
        } else if (uri == null) {
            ready = true;
        } else if (!Instant.now().isBefore(next)) {
            judge(ask(uri));
            next = Instant.now().plus(succeeded ? period : EAGER);
        }
    }

    private void judge(boolean success) {
        failures = success ? 0 : failures + 1;
        succeeded |= success;
        ready = success || (ready && failures < threshold);
    }

    private boolean ask(URI where) {
        try {
            HttpResponse<Void> answer =
                    HTTP.send(HttpRequest.newBuilder(where).timeout(timeout).build(), HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() < 400;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
