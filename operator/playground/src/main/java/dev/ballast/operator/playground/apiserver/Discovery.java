package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import java.util.List;
import java.util.Optional;

/** What is served here: {@code /version}, {@code /api}, {@code /apis} and the schemas that {@code kubectl explain} reads. */
final class Discovery {
    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final ResourceTypes types;

    Discovery(ResourceTypes types) {
        this.types = types;
    }

    /** @param path without query, beginning with a slash */
    Optional<ObjectNode> answer(String path) {
        String[] steps = path.substring(1).split("/");
        return switch (steps[0]) {
            case "version" -> Optional.of(Json.object()
                    .put("major", "1")
                    .put("minor", "35")
                    .put("gitVersion", "v1.35.0+ballast-playground")
                    .put("platform", System.getProperty("os.name")));
            case "api" -> steps.length == 1 ? Optional.of(coreVersions()) : steps.length == 2 ? resources("", steps[1]) : Optional.empty();
            case "apis" -> switch (steps.length) {
                case 1 -> Optional.of(groups());
                case 2 -> groupNames().contains(steps[1]) ? Optional.of(group(steps[1]).put("kind", "APIGroup").put("apiVersion", "v1")) : Optional.empty();
                case 3 -> resources(steps[1], steps[2]);
                default -> Optional.empty();
            };
            case "openapi" -> openApi(steps);
            default -> Optional.empty();
        };
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private List<String> groupNames() {
        return types.all().stream().map(ResourceType::group).filter(group -> !group.isEmpty()).distinct().toList();
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groupNames().forEach(name -> groups.add(group(name)));
        return list;
    }

    private ObjectNode group(String name) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode versions = group.putArray("versions");
        types.all().stream().filter(type -> type.group().equals(name)).map(ResourceType::version).distinct().forEach(version ->
                versions.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", versions.get(0));
        return group;
    }

    private List<ResourceType> of(String group, String version) {
        return types.all().stream().filter(type -> type.group().equals(group) && type.version().equals(version)).toList();
    }

    private Optional<ObjectNode> resources(String group, String version) {
        List<ResourceType> served = of(group, version);
        if (served.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", served.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : served) {
            ObjectNode resource = resource(resources, type, type.plural(), type.kind(), VERBS);
            resource.put("singularName", type.singular());
            type.shortNames().forEach(resource.putArray("shortNames")::add);
            type.categories().forEach(resource.putArray("categories")::add);
            if (type.status()) {
                resource(resources, type, type.plural() + "/status", type.kind(), List.of("get", "patch", "update"));
            }
            if (type.scale() != null) {
                resource(resources, type, type.plural() + "/scale", "Scale", List.of("get", "patch", "update"))
                        .put("group", "autoscaling")
                        .put("version", "v1");
            }
        }
        return Optional.of(list);
    }

    private static ObjectNode resource(ArrayNode resources, ResourceType type, String name, String kind, List<String> verbs) {
        ObjectNode resource = resources.addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", type.namespaced())
                .put("kind", kind);
        verbs.forEach(resource.putArray("verbs")::add);
        return resource;
    }

    /** Version 3 only: an index, and a document for every group and version. */
    private Optional<ObjectNode> openApi(String[] steps) {
        if (steps.length < 2 || !steps[1].equals("v3")) {
            return Optional.empty();
        }
        if (steps.length == 2) {
            ObjectNode index = Json.object();
            ObjectNode paths = index.putObject("paths");
            types.all().forEach(type -> {
                String path = type.group().isEmpty() ? "api/" + type.version() : "apis/" + type.apiVersion();
                paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
            });
            return Optional.of(index);
        }
        List<ResourceType> served = steps.length == 4 ? of("", steps[3]) : steps.length == 5 ? of(steps[3], steps[4]) : List.of();
        return served.isEmpty() ? Optional.empty() : Optional.of(document(served));
    }

    /** Enough for kubectl to leave the validation of fields to the server, and to explain the fields of custom resources. */
    private static ObjectNode document(List<ResourceType> served) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Ballast playground").put("version", "v1.35.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (ResourceType type : served) {
            ObjectNode kind = Json.object().put("group", type.group()).put("version", type.version()).put("kind", type.kind());
            ObjectNode patch = paths.putObject(Location.collection(type, type.namespaced() ? "{namespace}" : "") + "/{name}").putObject("patch");
            patch.put("x-kubernetes-action", "patch").set("x-kubernetes-group-version-kind", kind);
            ArrayNode parameters = patch.putArray("parameters");
            for (String name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
                parameters.addObject().put("name", name).put("in", "query").putObject("schema").put("type", "string");
            }
            patch.putObject("responses").putObject("200").put("description", "OK");
            JsonNode schema = type.schema();
            ObjectNode described = schema == null ? Json.object().put("type", "object") : (ObjectNode) schema.deepCopy();
            described.putArray("x-kubernetes-group-version-kind").add(kind);
            schemas.set(type.apiVersion().replace('/', '.') + "." + type.kind(), described);
        }
        return document;
    }
}
