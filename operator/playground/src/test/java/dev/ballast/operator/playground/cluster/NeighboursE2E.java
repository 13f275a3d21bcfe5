package dev.ballast.operator.playground.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.story.SteadyLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A LoadBalancer {@code shop} where a Service {@code shop} and a Helm release {@code shop} have been all along. */
@Tag("cluster")
@ExtendWith(Installed.class)
class NeighboursE2E {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KINDS = "deployments,replicasets,services,endpoints,endpointslices,pods,serviceaccounts,secrets,configmaps";

    @Test
    void touchesNothingThatIsNotItsOwn(Site site, @TempDir Path chart) throws IOException, InterruptedException {
        install(site, chart);
        Map<String, JsonNode> before = objects(site);
        assertThat(before.keySet()).contains("Service/shop", "Deployment/shop");

        site.program(Manifests.loadBalancer("shop", "shop"), "shop");
        assertThat(SteadyLoad.burst(site.podAddresses("shop", 80), 100).failures()).isEmpty();
        assertSame(before, objects(site));

        site.kubectl("delete", "loadbalancer", "shop");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(objects(site).keySet()).isEqualTo(before.keySet()));
        assertSame(before, objects(site));
    }

    /** A chart as people have it, whose Service selects by the recommended instance label alone: the widest selector of a release. */
    private static void install(Site site, Path chart) throws IOException {
        String labelled = Manifests.echo("shop", 2)
                .replace("{echo: shop}", "{app.kubernetes.io/instance: {{ .Release.Name }}}")
                .replace("metadata: {name: shop}", "metadata: {name: shop, labels: {app.kubernetes.io/instance: {{ .Release.Name }}}}");
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
        Files.createDirectory(chart.resolve("templates"));
        Files.writeString(chart.resolve("templates/shop.yaml"), labelled);
        Command.run("helm", "install", "shop", chart.toString(), "--namespace", site.namespace());
        site.kubectl("rollout", "status", "deployment/shop", "--timeout=90s");
    }

    private static void assertSame(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        assertThat(after).containsAllEntriesOf(before);
    }

    /** Every object of the namespace by kind and name, without the list of who wrote which field, and without what a kubelet reports. */
    private static Map<String, JsonNode> objects(Site site) throws IOException {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (JsonNode item : JSON.readTree(site.kubectl("get", KINDS, "-o", "json")).path("items")) {
            ((ObjectNode) item.path("metadata")).remove("managedFields");
            objects.put(item.path("kind").asText() + "/" + item.at("/metadata/name").asText(), item);
        }
        return objects;
    }
}
