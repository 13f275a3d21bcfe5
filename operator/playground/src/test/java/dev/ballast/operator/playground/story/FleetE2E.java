package dev.ballast.operator.playground.story;

import static dev.ballast.operator.playground.story.Scene.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 17 of behaviour.md: three pods, of which one gets nine tenths of the traffic, and a limit that they share. Told by what the pods themselves have counted: twice
 * as much is asked for as the limit lets in.
 */
class FleetE2E {
    private static final double LIMIT = 100;
    private static final double ASKED = 2 * LIMIT;
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<SteadyLoad> loads = new ArrayList<>();
    private PlaygroundCluster cluster;
    private List<InetSocketAddress> pods = List.of();

    /** What the pods have counted at a moment. */
    private record Counted(long nanos, double letIn, double asked) {}

    @BeforeEach
    void start(@TempDir Path work) {
        cluster = new PlaygroundCluster(work);
    }

    @AfterEach
    void stop() {
        loads.forEach(SteadyLoad::close);
        http.close();
        cluster.close();
    }

    @Test
    void three_pods_let_in_together_what_the_limit_says_wherever_the_requests_come() throws Exception {
        Scene scene = Scene.of(cluster, "fleet");
        scene.echo("shop", 1);
        scene.apply(Files.readString(Stories.EXAMPLES.resolve("fleet.yaml")));
        scene.programmed("fleet");
        eventually().until(() -> scene.podAddresses("fleet", "web").size() == 3);
        pods = scene.podAddresses("fleet", "web");

        load(0.9, 0.05, 0.05);
        letsInWhatTheLimitSays();

        cluster.stopOperator();
        letsInWhatTheLimitSays();

        loads.forEach(SteadyLoad::close);
        loads.clear();
        load(0.05, 0.9, 0.05);
        cluster.startOperator();
        letsInWhatTheLimitSays();
    }

    private void load(double... shares) throws InterruptedException {
        for (int i = 0; i < shares.length; i++) {
            loads.add(SteadyLoad.on(pods.get(i), ASKED * shares[i]));
        }
    }

    /** In some window within 5 % of it, while enough is asked for; it may take a while until the quotas have followed. */
    private void letsInWhatTheLimitSays() {
        Counted[] last = {counted()};
        Awaitility.await().atMost(Duration.ofSeconds(90)).pollDelay(WINDOW).pollInterval(WINDOW).untilAsserted(() -> {
            Counted before = last[0];
            Counted now = counted();
            last[0] = now;
            double limit = LIMIT * (now.nanos() - before.nanos()) / 1e9;
            assertThat(now.asked() - before.asked()).as("enough is asked for").isGreaterThan(1.2 * limit);
            assertThat(now.letIn() - before.letIn()).isBetween(0.95 * limit, 1.05 * limit);
        });
    }

    private Counted counted() {
        double letIn = 0;
        double excess = 0;
        for (InetSocketAddress pod : pods) {
            letIn += metric(pod, "ballast_ratelimit_let_in_total");
            excess += metric(pod, "ballast_ratelimit_excess_total");
        }
        return new Counted(System.nanoTime(), letIn, letIn + excess);
    }

    private double metric(InetSocketAddress pod, String name) {
        try {
            URI metrics = URI.create("http://" + pod.getAddress().getHostAddress() + ":9090/metrics");
            return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body().lines()
                    .filter(line -> line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException("the metrics of " + pod + " could not be read", failed);
        }
    }
}
