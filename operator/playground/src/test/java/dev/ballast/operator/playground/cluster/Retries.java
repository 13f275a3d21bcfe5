package dev.ballast.operator.playground.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CountDownLatch;

/** When the dataplane pods of a LoadBalancer last had to try another endpoint, from their metrics, looked at every tenth of a second. */
final class Retries implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<URI> metrics;
    private final Thread watcher;
    private volatile double before = -1;
    private volatile double now;
    private volatile Instant last = Instant.EPOCH;

    Retries(Site site, String loadBalancer) {
        metrics = site.pods(loadBalancer).stream()
                .map(pod -> URI.create("http://" + pod.getStatus().getPodIP() + ":9090/metrics"))
                .toList();
        watcher = Thread.ofVirtual().start(this::watch);
    }

    /** How many since the beginning. */
    long count() {
        return (long) (now - before);
    }

    /** When the last one was seen; the epoch when there was none. */
    Instant last() {
        return last;
    }

    private void watch() {
        try {
            do {
                double sum = 0;
                for (URI pod : metrics) {
                    sum += client.send(HttpRequest.newBuilder(pod).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofLines())
                            .body()
                            .filter(line -> line.startsWith("ballast_retries_total{") || line.startsWith("ballast_stale_connections_total{"))
                            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                            .sum();
                }
                if (before < 0) {
                    before = sum;
                } else if (sum > now) {
                    last = Instant.now();
                }
                now = sum;
            } while (!stopped.await(100, TimeUnit.MILLISECONDS));
        } catch (IOException gone) {
            last = Instant.MAX;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        client.close();
    }
}
