package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;

/** An object seen as an {@code autoscaling/v1 Scale}. */
record Scale(ResourceType.ScalePaths paths) {

    ObjectNode of(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            metadata.set(field, object.at("/metadata").path(field));
        }
        scale.putObject("spec").put("replicas", object.at(paths.specReplicas()).asInt());
        ObjectNode status = scale.putObject("status").put("replicas", object.at(paths.statusReplicas()).asInt());
        status.put("selector", selector(object.at(paths.selector())));
        return scale;
    }

    private static String selector(JsonNode selector) {
        return selector.isObject()
                ? selector.path("matchLabels").propertyStream()
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(","))
                : selector.asText();
    }

    /** The object with the replicas of {@code scale}; its version too, so that a stale one is refused. */
    ObjectNode into(ObjectNode object, ObjectNode scale) {
        ObjectNode result = object.deepCopy();
        int slash = paths.specReplicas().lastIndexOf('/');
        result.withObject(paths.specReplicas().substring(0, slash))
                .put(paths.specReplicas().substring(slash + 1), scale.at("/spec/replicas").asInt());
        if (!Json.text(scale, "/metadata/resourceVersion").isEmpty()) {
            Json.metadata(result).set("resourceVersion", scale.at("/metadata/resourceVersion"));
        }
        return result;
    }
}
