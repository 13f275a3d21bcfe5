package dev.ballast.operator.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API server as fabric8's client, and therefore the operator, meets it. */
class ApiServerIT {
    private static final String BOATS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: boats.harbour.example}
            spec:
              group: harbour.example
              scope: Namespaced
              names: {kind: Boat, plural: boats, singular: boat, shortNames: [bo]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}, scale: {specReplicasPath: .spec.crew, statusReplicasPath: .status.crew}}
                schema:
                  openAPIV3Schema:
                    type: object
                    required: [spec]
                    properties:
                      spec:
                        type: object
                        required: [holds]
                        properties:
                          crew: {type: integer, default: 2, minimum: 0, maximum: 9}
                          holds:
                            type: array
                            maxItems: 3
                            x-kubernetes-list-type: map
                            x-kubernetes-list-map-keys: [name]
                            items:
                              type: object
                              required: [name]
                              properties:
                                name: {type: string, maxLength: 8}
                                cargo: {type: string, enum: [Sand, Water]}
                      status: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;
    private static final ResourceDefinitionContext CONTEXT = new ResourceDefinitionContext.Builder()
            .withGroup("harbour.example")
            .withVersion("v1")
            .withKind("Boat")
            .withPlural("boats")
            .withNamespaced(true)
            .build();

    private ApiServer server;
    private KubernetesClient client;
    private MixedOperation<GenericKubernetesResource, ?, ?> boats;

    @BeforeEach
    void start() {
        server = ApiServer.start(0, InstantSource.system());
        client = new KubernetesClientBuilder().withConfig(server.clientConfig()).build();
        boats = client.genericKubernetesResources(CONTEXT);
        client.load(stream(BOATS)).create();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** {@code kubectl describe} asks the core for them, and operators write them by their newer name. */
    @Test
    void anEventIsReadByBothOfItsNames() {
        client.events().v1().events().inNamespace("default").resource(new EventBuilder()
                        .withNewMetadata().withName("sunk.1").endMetadata()
                        .withReason("Sunk").withNote("no cargo").withType("Warning").withReportingController("harbour.example/master").withAction("Look")
                        .withEventTime(new MicroTime("2026-01-02T03:04:05.000006Z"))
                        .withNewRegarding().withKind("Boat").withName("ann").endRegarding()
                        .build()).create();
        assertThat(client.v1().events().inNamespace("default").withField("involvedObject.name", "ann").list().getItems()).singleElement().satisfies(event -> {
            assertThat(event.getMessage()).isEqualTo("no cargo");
            assertThat(event.getSource().getComponent()).isEqualTo("harbour.example/master");
            assertThat(event.getLastTimestamp()).startsWith("2026-01-02T03:04:05");
        });
        assertThat(client.events().v1().events().inNamespace("default").list().getItems()).singleElement().satisfies(event ->
                assertThat(event.getNote()).isEqualTo("no cargo"));
    }

    @Test
    void an_object_gets_defaults_and_a_generation_that_moves_with_its_spec_alone() {
        GenericKubernetesResource boat = create("holds: [{name: fore}]");

        assertThat(boat.getMetadata().getUid()).isNotEmpty();
        assertThat(boat.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(spec(boat)).containsEntry("crew", 2);

        boat = boats.inNamespace("default").withName("ada").edit(old -> {
            old.getMetadata().setLabels(Map.of("colour", "blue"));
            old.setAdditionalProperty("status", Map.of("afloat", true));
            return old;
        });
        assertThat(boat.getMetadata().getGeneration()).isEqualTo(1);
        assertThat(boat.<Object>get("status")).as("status is written apart").isNull();

        boat = boats.inNamespace("default").withName("ada").edit(old -> {
            spec(old).put("crew", 3);
            return old;
        });
        assertThat(boat.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void status_is_written_at_its_own_place_and_spec_is_not_touched_there() {
        GenericKubernetesResource boat = create("holds: [{name: fore}]");
        boat.setAdditionalProperty("status", Map.of("afloat", true));
        spec(boat).put("crew", 7);

        GenericKubernetesResource stored = boats.inNamespace("default").resource(boat).updateStatus();

        assertThat(stored.<Boolean>get("status", "afloat")).isTrue();
        assertThat(spec(stored)).containsEntry("crew", 2);
        assertThat(stored.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void a_refusal_names_field_value_and_what_was_expected() {
        assertThatThrownBy(() -> create("{crew: 12, holds: [{name: fore, cargo: Gold}, {name: fore}, {cargo: Sand}]}"))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> {
                    assertThat(refused.getCode()).isEqualTo(422);
                    List<StatusCause> causes = refused.getStatus().getDetails().getCauses();
                    assertThat(causes).extracting(StatusCause::getField).containsExactlyInAnyOrder(
                            "spec.crew", "spec.holds[0].cargo", "spec.holds[1]", "spec.holds[2].name");
                    assertThat(refused.getMessage())
                            .contains("spec.crew: Invalid value: 12: spec.crew in body should be less than or equal to 9")
                            .contains("Unsupported value: \"Gold\": supported values: \"Sand\", \"Water\"")
                            .contains("spec.holds[2].name: Required value");
                });
    }

    @Test
    void a_stale_write_is_refused() {
        GenericKubernetesResource boat = create("holds: [{name: fore}]");
        boats.inNamespace("default").withName("ada").edit(old -> {
            spec(old).put("crew", 3);
            return old;
        });
        spec(boat).put("crew", 4);

        assertThatThrownBy(() -> boats.inNamespace("default").resource(boat).update())
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode()).isEqualTo(409));
    }

    @Test
    void what_a_manager_no_longer_applies_goes_and_what_others_apply_stays() {
        apply("captain", "holds: [{name: fore, cargo: Sand}, {name: aft}]");
        apply("cook", "holds: [{name: galley, cargo: Water}]");

        GenericKubernetesResource boat = apply("captain", "holds: [{name: fore}]");

        assertThat(boat.<List<Map<String, Object>>>get("spec", "holds"))
                .containsExactlyInAnyOrder(Map.of("name", "fore"), Map.of("name", "galley", "cargo", "Water"));
        String version = boat.getMetadata().getResourceVersion();
        assertThat(apply("captain", "holds: [{name: fore}]").getMetadata().getResourceVersion())
                .as("applying the same again is no change")
                .isEqualTo(version);
    }

    @Test
    void an_informer_sees_everything_also_across_a_restart_of_the_server() {
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().inNamespace("default").withLabel("tide", "high").inform()) {
            configMap("one", "high");
            configMap("two", "low");
            await().untilAsserted(() -> assertThat(names(informer)).containsExactly("one"));

            server.stop();
            server.start();

            configMap("three", "high");
            client.configMaps().inNamespace("default").withName("one").delete();
            await().untilAsserted(() -> assertThat(names(informer)).containsExactly("three"));
        }
    }

    @Test
    void what_an_owner_leaves_behind_is_collected() {
        ConfigMap owner = configMap("owner", "high");
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("owned")
                        .withNamespace("default")
                        .addNewOwnerReference()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName("owner")
                        .withUid(owner.getMetadata().getUid())
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .create();

        client.resource(owner).delete();

        await().untilAsserted(() ->
                assertThat(client.configMaps().inNamespace("default").withName("owned").get()).isNull());
    }

    @Test
    void labels_are_selected_by_sets() {
        configMap("one", "high");
        configMap("two", "low");
        configMap("three", "slack");

        assertThat(client.configMaps().inNamespace("default").withLabelIn("tide", "high", "slack").list().getItems())
                .extracting(map -> map.getMetadata().getName())
                .containsExactly("one", "three");
        assertThat(client.configMaps().inNamespace("default").withLabelNotIn("tide", "high", "slack").list().getItems())
                .extracting(map -> map.getMetadata().getName())
                .containsExactly("two");
    }

    @Test
    void a_custom_resource_is_scaled() {
        create("holds: [{name: fore}]");

        boats.inNamespace("default").withName("ada").scale(5);

        assertThat(spec(boats.inNamespace("default").withName("ada").get())).containsEntry("crew", 5);
    }

    @Test
    void every_patch_is_understood() {
        configMap("one", "high");
        var map = client.configMaps().inNamespace("default").withName("one");

        map.patch(PatchContext.of(PatchType.JSON), "[{\"op\": \"add\", \"path\": \"/data\", \"value\": {\"a\": \"1\"}}]");
        map.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\": {\"b\": \"2\"}}");
        map.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\": {\"a\": null, \"c\": \"3\"}}");

        assertThat(map.get().getData()).isEqualTo(Map.of("b", "2", "c", "3"));
    }

    private GenericKubernetesResource create(String spec) {
        return boats.inNamespace("default").resource(boat(spec)).create();
    }

    private GenericKubernetesResource apply(String manager, String spec) {
        return boats.inNamespace("default").resource(boat(spec)).fieldManager(manager).forceConflicts().serverSideApply();
    }

    private static GenericKubernetesResource boat(String spec) {
        return Serialization.unmarshal(
                "apiVersion: harbour.example/v1\nkind: Boat\nmetadata: {name: ada}\nspec: " + (spec.startsWith("{") ? spec : "{" + spec + "}"),
                GenericKubernetesResource.class);
    }

    private ConfigMap configMap(String name, String tide) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .addToLabels("tide", tide)
                        .endMetadata()
                        .build())
                .create();
    }

    private static List<String> names(SharedIndexInformer<ConfigMap> informer) {
        return informer.getStore().list().stream().map(map -> map.getMetadata().getName()).toList();
    }

    private static Map<String, Object> spec(GenericKubernetesResource boat) {
        return boat.get("spec");
    }

    private static InputStream stream(String yaml) {
        return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
