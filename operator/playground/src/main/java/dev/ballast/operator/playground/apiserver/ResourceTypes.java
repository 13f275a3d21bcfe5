package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ballast.operator.playground.apiserver.ResourceType.Column;
import dev.ballast.operator.playground.apiserver.ResourceType.ScalePaths;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The kinds that are served: those built in, and one for every CustomResourceDefinition. Any thread may call. */
final class ResourceTypes {
    private static final ScalePaths WORKLOAD = new ScalePaths("/spec/replicas", "/status/replicas", "/spec/selector");

    private final ConcurrentSkipListMap<String, ResourceType> types = new ConcurrentSkipListMap<>();

    ResourceTypes() {
        add(type("", "v1", "namespaces", "Namespace", false, "ns", true, column("Status", ".status.phase")));
        add(type(
                "", "v1", "pods", "Pod", true, "po", true,
                column("Ready", ".status.conditions[?(@.type==\"Ready\")].status"),
                column("Status", ".status.phase"),
                column("Restarts", ".status.containerStatuses[0].restartCount"),
                column("IP", ".status.podIP")));
        add(type(
                "", "v1", "services", "Service", true, "svc", true,
                column("Type", ".spec.type"),
                column("Cluster-IP", ".spec.clusterIP"),
                column("External-IP", ".status.loadBalancer.ingress[0].ip"),
                column("Port(s)", ".spec.ports[*].port")));
        add(type("", "v1", "secrets", "Secret", true, "", false, column("Type", ".type")));
        add(type("", "v1", "configmaps", "ConfigMap", true, "cm", false));
        add(type("", "v1", "serviceaccounts", "ServiceAccount", true, "sa", false));
        add(type(
                "", "v1", "events", "Event", true, "ev", false,
                column("Type", ".type"),
                column("Reason", ".reason"),
                column("Object", ".involvedObject.name"),
                column("Message", ".message")));
        add(type(
                "apps", "v1", "deployments", "Deployment", true, "deploy", true, WORKLOAD,
                column("Ready", ".status.readyReplicas"),
                column("Up-to-date", ".status.updatedReplicas"),
                column("Available", ".status.availableReplicas")));
        add(type(
                "discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, "", false,
                column("Ports", ".ports[*].port"),
                column("Endpoints", ".endpoints[*].addresses[0]")));
        add(type("events.k8s.io", "v1", "events", "Event", true, "", false));
        add(type("coordination.k8s.io", "v1", "leases", "Lease", true, "", false, column("Holder", ".spec.holderIdentity")));
        add(type("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb", true));
        add(type("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, "crd", true));
    }

    Collection<ResourceType> all() {
        return types.values();
    }

    Optional<ResourceType> find(String group, String version, String plural) {
        return Optional.ofNullable(types.get(group + "/" + plural)).filter(type -> type.version().equals(version));
    }

    ResourceType get(String group, String plural) {
        ResourceType type = types.get(group + "/" + plural);
        if (type == null) {
            throw new IllegalArgumentException("no such kind: " + plural + "." + group);
        }
        return type;
    }

    /** Serves what a definition defines; of several versions the one that is stored. */
    void define(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        for (JsonNode version : spec.path("versions")) {
            if (version.path("storage").asBoolean()) {
                add(custom(spec, version));
            }
        }
    }

    void forget(JsonNode definition) {
        types.remove(Json.text(definition, "/spec/group") + "/" + Json.text(definition, "/spec/names/plural"));
    }

    private void add(ResourceType type) {
        types.put(type.group() + "/" + type.plural(), type);
    }

    private static ResourceType custom(JsonNode spec, JsonNode version) {
        JsonNode scale = version.at("/subresources/scale");
        return new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                Json.text(spec, "/names/plural"),
                Json.text(spec, "/names/kind"),
                spec.path("scope").asText().equals("Namespaced"),
                texts(spec.at("/names/shortNames")),
                texts(spec.at("/names/categories")),
                version.at("/subresources").has("status"),
                scale.isMissingNode()
                        ? null
                        : new ScalePaths(
                                pointer(scale.path("specReplicasPath")),
                                pointer(scale.path("statusReplicasPath")),
                                pointer(scale.path("labelSelectorPath"))),
                version.at("/schema/openAPIV3Schema"),
                Json.stream(version.path("additionalPrinterColumns"))
                        .map(column -> new Column(
                                column.path("name").asText(),
                                column.path("type").asText(),
                                column.path("jsonPath").asText(),
                                column.path("priority").asInt()))
                        .toList());
    }

    private static String pointer(JsonNode path) {
        return path.asText().replace('.', '/');
    }

    private static List<String> texts(JsonNode array) {
        return Json.stream(array).map(JsonNode::asText).toList();
    }

    private static Column column(String name, String path) {
        return new Column(name, "string", path, 0);
    }

    private static ResourceType type(
            String group, String version, String plural, String kind, boolean namespaced, String shortName, boolean status, Column... columns) {
        return type(group, version, plural, kind, namespaced, shortName, status, null, columns);
    }

    private static ResourceType type(
            String group,
            String version,
            String plural,
            String kind,
            boolean namespaced,
            String shortName,
            boolean status,
            @Nullable ScalePaths scale,
            Column... columns) {
        return new ResourceType(
                group,
                version,
                plural,
                kind,
                namespaced,
                shortName.isEmpty() ? List.of() : List.of(shortName),
                List.of("pods", "services", "deployments").contains(plural) ? List.of("all") : List.of(),
                status,
                scale,
                null,
                List.of(columns));
    }
}
