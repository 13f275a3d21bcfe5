package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ballast.contract.snapshot.ObservabilityConfig.Level;
import dev.ballast.proxy.listener.DataplaneOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person changes while it runs. */
@Timeout(60)
class AdminApiIT {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Origin first;
    private Origin second;
    private RunProcess run;
    private Shop shop;

    @BeforeEach
    void open() throws Exception {
        first = new Origin("first");
        second = new Origin("second");
        shop = new Shop(directory);
        Path file = shop.write(shop.text(first));
        run = new RunProcess(
                ManifestRun.Source.of(file, "", true), DataplaneOptions.standard().on("127.0.0.1"), AdminAt.loopback(0), new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(run.start()).as(() -> err.toString()).isTrue();
        run.watch(file);
    }

    @AfterEach
    void close() {
        run.close();
        first.close();
        second.close();
    }

    @Test
    void anEndpointIsAddedWeighedDrainedAndTakenAway() throws Exception {
        HttpResponse<String> added = call("POST", "/api/v1/backends", "{\"url\": \"http://127.0.0.1:" + second.port() + "\", \"weight\": 2}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        String id = "shop/127.0.0.1:" + second.port();
        assertThat(json(added).path("id").asText()).isEqualTo(id);
        assertThat(json(added).path("weight").asInt()).isEqualTo(2);
        assertThat(json(call("GET", "/api/v1/backends", ""))).hasSize(2);

        String old = "/api/v1/backends/shop/127.0.0.1:" + first.port();
        assertThat(json(call("PUT", old, "{\"drained\": true}")).path("state").asText()).isEqualTo("Terminating");
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(connection.get("/").body()).as("nothing new goes to the drained one").isEqualTo("second");
            }
        }
        assertThat(json(call("PUT", old, "{\"drained\": false, \"weight\": 7}")).path("healthy").asBoolean()).isTrue();
        assertThat(json(call("GET", old, "")).path("weight").asInt()).isEqualTo(7);

        assertThat(call("DELETE", "/api/v1/backends/" + id, "").statusCode()).isEqualTo(204);
        assertThat(call("GET", "/api/v1/backends/" + id, "").statusCode()).isEqualTo(404);
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            assertThat(connection.get("/").body()).isEqualTo("first");
        }
    }

    @Test
    void anEndpointThatWouldBeLeftOutIfItWereNotTheLastOneSaysSo() throws Exception {
        first.close();
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(connection.get("/").status()).isGreaterThanOrEqualTo(500);
            }
        }
        JsonNode endpoint = json(call("GET", "/stats", "")).at("/backends/0/endpoints/0");
        assertThat(endpoint.path("state").asText()).isEqualTo("Ready");
        assertThat(endpoint.path("why").asText()).contains("connections in a row were not made; it is used on, for maxEjectionPercent is 50");
    }

    @Test
    void whatIsWrongIsNamedAndNothingChanges() throws Exception {
        String before = call("GET", "/api/v1/config", "").body();
        assertThat(problem(call("POST", "/api/v1/backends", "{\"url\": \"somewhere\"}"), 422)).contains("url: \"somewhere\"");
        assertThat(problem(call("POST", "/api/v1/backends", "{\"url\": \"http://10.0.0.1:80\", \"backend\": \"none\"}"), 422)).contains("expected one of shop");
        assertThat(problem(call("POST", "/api/v1/backends", "{\"url\": \"http://name.example:80\"}"), 422)).startsWith("[\"spec.backends[0].endpoints[1].address: ");
        assertThat(problem(call("POST", "/api/v1/backends", "{"), 400)).contains("not JSON");
        assertThat(problem(call("PUT", "/api/v1/backends/shop/127.0.0.1:" + first.port(), "{\"weight\": \"many\"}"), 400)).contains("weight");
        assertThat(problem(call("PUT", "/api/v1/backends/shop/127.0.0.1:" + first.port(), "{\"weight\": -1}"), 422)).contains("endpoints[0].weight");
        assertThat(problem(call("POST", "/api/v1/config", shop.text(second).replace("port: " + shop.port(), "port: 70000")), 422)).contains("spec.listeners[0].port: 70000");
        assertThat(problem(call("DELETE", "/api/v1/config", ""), 405)).contains("GET or POST");
        assertThat(call("GET", "/api/v1/config", "").body()).isEqualTo(before);
    }

    @Test
    void whatAPersonHoldsBackStaysSoUntilItLeavesTheConfiguration() throws Exception {
        String endpoint = "/api/v1/backends/shop/127.0.0.1:" + first.port();
        String both = shop.text(first).replace("endpoints: [", "endpoints: [{address: 127.0.0.1, port: " + second.port() + "}, ");
        assertThat(call("PUT", endpoint, "{\"drained\": true}").statusCode()).isEqualTo(200);
        assertThat(call("POST", "/api/v1/config", both).statusCode()).isEqualTo(200);
        assertThat(json(call("GET", endpoint, "")).path("drained").asBoolean()).isTrue();
        assertThat(call("POST", "/api/v1/config", shop.text(second)).statusCode()).isEqualTo(200);
        assertThat(call("GET", endpoint, "").statusCode()).isEqualTo(404);
        assertThat(call("POST", "/api/v1/config", both).statusCode()).isEqualTo(200);
        assertThat(json(call("GET", endpoint, "")).path("drained").asBoolean()).isFalse();
    }

    @Test
    void aWholeDocumentIsTakenOverUntilTheFileChanges() throws Exception {
        JsonNode before = json(call("GET", "/api/v1/config", ""));
        HttpResponse<String> posted = call("POST", "/api/v1/config", shop.text(second));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
        assertThat(json(posted).path("endpoints").asText()).isNotEqualTo(before.path("endpoints").asText());
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            assertThat(connection.get("/").body()).isEqualTo("second");
        }
        assertThat(out.toString()).contains("Changed by the admin port");

        HttpResponse<String> back = call("POST", "/api/v1/config", before.path("document").toString());
        assertThat(json(back).path("endpoints")).as("what was read can be sent").isEqualTo(before.path("endpoints"));

        shop.write(shop.text(second) + "# saved\n");
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            await().until(() -> connection.get("/").body().equals("second"));
        }
    }

    @Test
    void aPostedDocumentTellsNoSecret() throws Exception {
        String secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: other}\ntype: Opaque\nstringData: {tls.key: hidden-word}\n";
        assertThat(call("POST", "/api/v1/config", shop.text(second) + secret).statusCode()).isEqualTo(200);
        for (String page : new String[] {"/api/v1/config", "/stats", "/", "/api/v1/backends"}) {
            assertThat(call("GET", page, "").body()).as(page).doesNotContain("hidden-word");
        }
    }

    @Test
    void theLogLevelChangesWhileItRuns() throws Exception {
        String before = json(call("GET", "/api/v1/log-level", "")).path("level").asText();
        try {
            assertThat(json(call("PUT", "/api/v1/log-level", "debug")).path("level").asText()).isEqualTo("Debug");
            assertThat(json(call("PUT", "/api/v1/log-level", "{\"level\": \"Error\"}")).path("level").asText()).isEqualTo("Error");
            assertThat(problem(call("PUT", "/api/v1/log-level", "loud"), 422)).contains("expected one of Error, Warn, Info, Debug, Trace");
        } finally {
            new RunningLogLevel().set(Level.valueOf(before));
        }
    }

    @Test
    void theResourcesLogLevelHoldsAndAPersonsUntilTheResourceSaysAnother() throws Exception {
        String began = level();
        try {
            take(first, "Debug");
            assertThat(level()).isEqualTo("Debug");
            call("PUT", "/api/v1/log-level", "Error");
            take(second, "Debug");
            assertThat(level()).as("other endpoints do not end what a person is looking at").isEqualTo("Error");
            take(second, "Trace");
            assertThat(level()).isEqualTo("Trace");
            assertThat(call("POST", "/api/v1/config", shop.text(second)).statusCode()).isEqualTo(200);
            assertThat(level()).as("nothing is said any more").isEqualTo(began);
        } finally {
            new RunningLogLevel().set(Level.valueOf(began));
        }
    }

    private void take(Origin origin, String level) throws Exception {
        assertThat(call("POST", "/api/v1/config", shop.text(origin) + "  observability: {logLevel: " + level + "}\n").statusCode()).isEqualTo(200);
    }

    private String level() throws Exception {
        return json(call("GET", "/api/v1/log-level", "")).path("level").asText();
    }

    @Test
    void theOlderPagesTellOfHealthAndOfUse() throws Exception {
        JsonNode health = json(call("GET", "/lb-health", ""));
        assertThat(health.path("status").asText()).isEqualTo("ok");
        assertThat(health.path("healthy_backends").asInt()).isEqualTo(1);
        assertThat(health.path("total_backends").asInt()).isEqualTo(1);
        JsonNode stats = json(call("GET", "/lb-stats", ""));
        assertThat(stats.path("algorithm").asText()).isEqualTo("LeastRequest");
        assertThat(stats.path("backends").get(0).path("address").asText()).isEqualTo("127.0.0.1:" + first.port());
        assertThat(stats.path("backends").get(0).path("weight").asInt()).isEqualTo(1);
    }

    private static String problem(HttpResponse<String> refused, int status) throws Exception {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        return json(refused).path("problems").toString().replace("\\\"", "\"");
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new JsonMapper().readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + run.adminPort() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        }
    }
}
