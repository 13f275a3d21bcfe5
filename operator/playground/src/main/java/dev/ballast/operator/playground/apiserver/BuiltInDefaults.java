package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the API server writes into objects of the built-in kinds, as far as anything here reads it. A Service gets its address from
 * 127.0.2.0/23, where every address is already this machine's on Linux.
 */
final class BuiltInDefaults {
    private final AtomicInteger addresses = new AtomicInteger();

    void fill(ResourceType type, ObjectNode object) {
        switch (type.kind()) {
            case "Service" -> service(object.withObjectProperty("spec"));
            case "Deployment" -> deployment(object.withObjectProperty("spec"));
            case "Secret" -> secret(object);
            case "Event" -> event(object);
            case "Namespace" -> object.withObjectProperty("status").put("phase", "Active");
            case "CustomResourceDefinition" -> established(object.withObjectProperty("status"));
            default -> {}
        }
    }

    /** A definition is served at once. */
    private static void established(ObjectNode status) {
        if (status.at("/conditions").isEmpty()) {
            status.putArray("conditions").addObject().put("type", "Established").put("status", "True").put("reason", "InitialNamesAccepted");
        }
    }

    /** What was written as an event of events.k8s.io is read as one of the core by kubectl, which has other names for the same. */
    private static void event(ObjectNode event) {
        if (event.has("regarding")) {
            event.set("involvedObject", event.path("regarding"));
            event.set("message", event.path("note"));
            event.withObjectProperty("source").set("component", event.path("reportingController"));
            event.set("firstTimestamp", event.path("eventTime"));
            event.set("lastTimestamp", event.path("eventTime"));
            absent(event, "type", "Normal");
        }
    }

    private void service(ObjectNode spec) {
        absent(spec, "type", "ClusterIP");
        absent(spec, "sessionAffinity", "None");
        if (!spec.has("clusterIP")) {
            int number = addresses.incrementAndGet();
            spec.put("clusterIP", "127.0." + (2 + number / 250) + "." + (1 + number % 250));
        }
        for (JsonNode port : spec.path("ports")) {
            absent((ObjectNode) port, "protocol", "TCP");
            if (!port.has("targetPort")) {
                ((ObjectNode) port).set("targetPort", port.path("port"));
            }
        }
    }

    private static void deployment(ObjectNode spec) {
        if (!spec.has("replicas")) {
            spec.put("replicas", 1);
        }
        absent(spec.withObjectProperty("strategy"), "type", "RollingUpdate");
        if (Json.text(spec, "/strategy/type").equals("RollingUpdate")) {
            ObjectNode rolling = spec.withObjectProperty("strategy").withObjectProperty("rollingUpdate");
            absent(rolling, "maxUnavailable", "25%");
            absent(rolling, "maxSurge", "25%");
        }
    }

    /** {@code stringData} is for writing only. */
    private static void secret(ObjectNode secret) {
        absent(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode plain) {
            ObjectNode data = secret.withObjectProperty("data");
            plain.properties().forEach(entry -> data.put(
                    entry.getKey(),
                    Base64.getEncoder().encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static void absent(ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }
}
