package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A request that was not carried out, as Kubernetes says it: a {@code Status} with code, reason, message and causes. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final transient ObjectNode status;

    /** One field that is wrong. */
    record Cause(String reason, String field, String message) {
        @Override
        public String toString() {
            return field + ": " + message;
        }
    }

    private Refusal(int code, String reason, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
        status.putObject("metadata");
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, "BadRequest", message);
    }

    static Refusal noSuchPath() {
        return new Refusal(404, "NotFound", "the server could not find the requested resource");
    }

    static Refusal notFound(ResourceType type, String name) {
        return new Refusal(404, "NotFound", type.qualifiedPlural() + " \"" + name + "\" not found").about(type, type.plural(), name);
    }

    static Refusal alreadyExists(ResourceType type, String name) {
        return new Refusal(409, "AlreadyExists", type.qualifiedPlural() + " \"" + name + "\" already exists")
                .about(type, type.plural(), name);
    }

    static Refusal conflict(ResourceType type, String name, String why) {
        return new Refusal(
                        409, "Conflict", "Operation cannot be fulfilled on " + type.qualifiedPlural() + " \"" + name + "\": " + why)
                .about(type, type.plural(), name);
    }

    static Refusal invalid(ResourceType type, String name, List<Cause> causes) {
        String all = causes.size() == 1
                ? causes.getFirst().toString()
                : causes.stream().map(Cause::toString).collect(Collectors.joining(", ", "[", "]"));
        Refusal refusal = new Refusal(422, "Invalid", type.qualifiedKind() + " \"" + name + "\" is invalid: " + all)
                .about(type, type.kind(), name);
        ArrayNode list = refusal.status.withObjectProperty("details").putArray("causes");
        causes.forEach(cause -> list.addObject()
                .put("reason", cause.reason())
                .put("message", cause.message())
                .put("field", cause.field()));
        return refusal;
    }

    /** The history of changes does not reach back to what the watcher knows: it has to list again. */
    static Refusal expired(long since) {
        return new Refusal(410, "Expired", "too old resource version: " + since);
    }

    static Refusal unsupportedMediaType(String type) {
        return new Refusal(415, "UnsupportedMediaType", "the body of the request is of an unsupported type: " + type);
    }

    static Refusal methodNotAllowed() {
        return new Refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    /** Watches are served over plain HTTP; clients that ask for a WebSocket fall back to it on this answer. */
    static Refusal noWebSocket() {
        return new Refusal(503, "ServiceUnavailable", "watches are served over plain HTTP only");
    }

    static Refusal internal(Throwable cause) {
        return new Refusal(500, "InternalError", "Internal error occurred: " + cause);
    }

    private Refusal about(ResourceType type, String kind, String name) {
        status.putObject("details").put("name", name).put("group", type.group()).put("kind", kind);
        return this;
    }
}
