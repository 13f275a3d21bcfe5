package dev.ballast.proxy.main;

import static dev.ballast.proxy.config.Pushes.OWNER;
import static dev.ballast.proxy.config.Pushes.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RateLimitConfig.Algorithm;
import dev.ballast.contract.snapshot.RateLimitConfig.Key;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.QuotasMessage;
import dev.ballast.contract.wire.QuotasMessage.Quota;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.admin.Authority;
import dev.ballast.proxy.config.Pushes;
import dev.ballast.proxy.config.SnapshotFile;
import dev.ballast.traffic.balance.Location;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** A pod that shares the budget of a rate limit, or a cap: a hundred requests an hour, so that no time passes here. */
@Timeout(120)
class QuotasIT {
    private static final Authority AUTHORITY = new Authority();
    private static final BudgetName BUDGET = new BudgetName.OfLimit("all", "web", null);
    private static final long HUNDREDTH = FleetConfig.WHOLE / 100;

    @TempDir
    Path directory;

    private HttpClient operator;
    private Origin origin;

    @BeforeEach
    void open() throws Exception {
        operator = HttpClient.newBuilder().sslContext(AUTHORITY.operator().client()).version(HttpClient.Version.HTTP_1_1).build();
        origin = new Origin("shop");
        AUTHORITY.pod(OWNER).mount(directory.resolve("tls"), AUTHORITY.pem());
        new SnapshotFile(directory.resolve("boot/snapshot")).write(body("1.1", shared(origin.port())));
    }

    @AfterEach
    void close() {
        operator.close();
        origin.close();
    }

    private static Snapshot shared(int port) {
        Snapshot bare = Pushes.snapshot(port);
        RateLimitConfig all = new RateLimitConfig("all", List.of("web"), Key.Listener, null, Algorithm.SlidingWindow, 100, 3600, 100, true);
        return new Snapshot(
                bare.owner(), bare.features(), new LimitsConfig(0, List.of(all.ofFleet()), new FleetConfig(2)), bare.listeners(), bare.withheld(),
                bare.backends(), bare.certificates(), bare.authorities(), bare.drain(), bare.observability());
    }

    @Test
    void aPodLetsInWhatItWasToldAndNoMessageThatIsLateChangesThat() throws Exception {
        try (PodProcess pod = start()) {
            assertThat(letIn(pod, 5)).as("untold: half a request in a hundred is none").isZero();

            assertThat(followed(tell(pod, "2.5", List.of(new Quota(BUDGET, 3 * HUNDREDTH))))).isEqualTo("2.5");
            assertThat(letIn(pod, 5)).isEqualTo(3);

            HttpResponse<String> late = tell(pod, "2.4", List.of(new Quota(BUDGET, 50 * HUNDREDTH)));
            assertThat(late.statusCode()).isEqualTo(409);
            assertThat(followed(late)).isEqualTo("2.5");
            assertThat(letIn(pod, 5)).isZero();

            HttpResponse<String> kept = tell(pod, "3.1", null);
            assertThat(followed(kept)).isEqualTo("3.1");
            assertThat(uses(kept).uses()).singleElement().extracting(Event.Use::held).isEqualTo(3 * HUNDREDTH);

            HttpResponse<String> less = tell(pod, "3.2", List.of(new Quota(BUDGET, HUNDREDTH)));
            assertThat(uses(less).uses()).singleElement().extracting(Event.Use::held).as("what it let in within the hour").isEqualTo(3 * HUNDREDTH);
        }
    }

    @Test
    void whatAPodMayUseAndWhatIsAskedOfItCanBeRead() throws Exception {
        try (PodProcess pod = start()) {
            tell(pod, "2.5", List.of(new Quota(BUDGET, 3 * HUNDREDTH)));
            letIn(pod, 5);

            assertThat(page(pod.probePort(), "/metrics").lines().filter(line -> line.startsWith("ballast_ratelimit_quota{")))
                    .containsExactly("ballast_ratelimit_quota{limit=\"all\"} 0.03");
            assertThat(page(pod.adminPort(), "/stats"))
                    .containsSubsequence("\"rateLimits\"", "\"scope\" : \"Fleet\"", "\"letIn\" : 3", "\"excess\" : 2", "\"listener\" : \"web\"", "\"quotaPercent\" : 3.0");
        }
    }

    @Test
    void aRequestOfAPodThatHasNoPlaceWaitsUntilItIsGivenOne() throws Exception {
        Snapshot bare = Pushes.snapshot(origin.port());
        BackendConfig shop = bare.backends().getFirst();
        CapConfig caps = new CapConfig(10, 100, 60_000).ofFleet();
        BackendConfig capped = new BackendConfig(shop.name(), shop.policy().withCaps(caps), shop.endpoints());
        new SnapshotFile(directory.resolve("boot/snapshot")).write(body("1.1", bare.withBackends(List.of(capped))));
        BudgetName place = new BudgetName.OfCap(shop.name(), shop.endpoints().getFirst().id());
        try (PodProcess pod = start(); ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(uses(tell(pod, "2.1", null)).uses()).containsExactly(new Event.Use(place, 0, 0));
            Future<Integer> letIn = clients.submit(() -> letIn(pod, 1));
            awaitUses(pod, use -> use.equals(new Event.Use(place, FleetConfig.WHOLE / 10, 0)));
            assertThat(letIn.isDone()).isFalse();

            tell(pod, "2.2", List.of(new Quota(place, 3 * FleetConfig.WHOLE / 10)));

            assertThat(letIn.get()).isEqualTo(1);
            assertThat(page(pod.probePort(), "/metrics").lines().filter(line -> line.startsWith("ballast_cap_quota{")))
                    .containsExactly("ballast_cap_quota{backend=\"" + shop.name() + "\"} 0.3");
            assertThat(page(pod.adminPort(), "/stats")).containsSubsequence("\"perEndpoint\" : 10", "\"permits\" : 3");
        }
    }

    private static String page(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString()).body();
        }
    }

    @Test
    void aProcessThatBeginsAnewHasWhatTheOneBeforeItHad() throws Exception {
        try (PodProcess pod = start()) {
            tell(pod, "2.5", List.of(new Quota(BUDGET, 3 * HUNDREDTH)));
        }
        try (PodProcess again = start()) {
            assertThat(letIn(again, 5)).isEqualTo(3);
            assertThat(tell(again, "2.4", null).statusCode()).isEqualTo(409);
        }
    }

    @Test
    void whatCannotBeKeptIsNotFollowed() throws Exception {
        try (PodProcess pod = start()) {
            Files.createDirectories(directory.resolve("state/quotas/in the way"));

            assertThat(tell(pod, "2.5", List.of(new Quota(BUDGET, 3 * HUNDREDTH))).statusCode()).isEqualTo(507);
            assertThat(letIn(pod, 5)).isZero();
        }
    }

    @Test
    void demandIsToldWithoutBeingAskedFor() throws Exception {
        try (PodProcess pod = start()) {
            letIn(pod, 5);
            awaitUses(pod, use -> use.demand() > 0);
        }
    }

    /** Listens until it is told so of the first budget. */
    private void awaitUses(PodProcess pod, Predicate<Event.Use> wanted) throws Exception {
        HttpRequest events = HttpRequest.newBuilder(channel(pod, Wire.EVENTS_PATH)).build();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(operator.send(events, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            while (true) {
                Event event = Wire.decodeEvent(Objects.requireNonNull(lines.readLine()));
                if (event instanceof Event.Uses uses && !uses.uses().isEmpty() && wanted.test(uses.uses().getFirst())) {
                    return;
                }
            }
        }
    }

    @Test
    void whatIsWrongIsRefusedByItsField() throws Exception {
        try (PodProcess pod = start()) {
            HttpResponse<String> tooMuch = tell(pod, "2.5", List.of(new Quota(BUDGET, FleetConfig.WHOLE + 1)));
            assertThat(tooMuch.statusCode()).isEqualTo(422);
            assertThat(tooMuch.body()).contains("quotas[all web].parts", "1000000001 is out of range: expected 0 to 1000000000");

            byte[] others = Wire.encode(new QuotasMessage("ballast://shop/other", Revision.of("2.5"), null));
            assertThat(put(pod, others).body()).contains("is another load balancer");
            assertThat(put(pod, new byte[] {'{'}).statusCode()).isEqualTo(422);
            assertThat(put(pod, new byte[Wire.MAX_QUOTAS_BYTES + 1]).statusCode()).isEqualTo(413);
        }
    }

    private PodProcess start() throws Exception {
        return new PodProcess(new PodProcess.Settings(
                OWNER,
                directory.resolve("boot"),
                directory.resolve("tls"),
                directory.resolve("state"),
                "ballast://operator",
                "127.0.0.1",
                0,
                0,
                0,
                Duration.ZERO,
                Location.UNKNOWN));
    }

    private static int letIn(PodProcess pod, int requests) throws Exception {
        int port = Objects.requireNonNull(pod.process().dataplane().boundPorts().get("web"));
        int letIn = 0;
        try (KeptConnection connection = new KeptConnection(port)) {
            for (int i = 0; i < requests; i++) {
                letIn += connection.get("/").status() == 200 ? 1 : 0;
            }
        }
        return letIn;
    }

    private HttpResponse<String> tell(PodProcess pod, String revision, @Nullable List<Quota> quotas) throws Exception {
        return put(pod, Wire.encode(new QuotasMessage(OWNER, Revision.of(revision), quotas)));
    }

    private HttpResponse<String> put(PodProcess pod, byte[] body) throws Exception {
        return operator.send(
                HttpRequest.newBuilder(channel(pod, Wire.QUOTAS_PATH)).PUT(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
    }

    private static URI channel(PodProcess pod, String path) {
        return URI.create("https://127.0.0.1:" + pod.channelPort() + path);
    }

    private static Event.Uses uses(HttpResponse<String> response) throws Exception {
        return (Event.Uses) Wire.decodeEvent(response.body());
    }

    private static String followed(HttpResponse<String> response) throws Exception {
        return String.valueOf(uses(response).revision());
    }
}
