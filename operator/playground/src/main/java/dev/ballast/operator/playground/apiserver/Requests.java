package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.ballast.operator.playground.apiserver.Registry.Intent;
import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** From a request to what the registry does, and back to an answer. */
final class Requests {
    private final ResourceTypes types;
    private final Registry registry;
    private final InstantSource clock;
    private final Discovery discovery;

    Requests(ResourceTypes types, Registry registry, InstantSource clock) {
        this.types = types;
        this.registry = registry;
        this.clock = clock;
        this.discovery = new Discovery(types);
    }

    /** An answer that is whole. */
    private record Answer(int code, JsonNode body) {
        static Answer ok(JsonNode body) {
            return new Answer(200, body);
        }
    }

    void handle(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("z") && List.of("/healthz", "/livez", "/readyz").contains(path)) {
            send(exchange, 200, "text/plain", "ok".getBytes(StandardCharsets.UTF_8));
            return;
        }
        Answer answer;
        try {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            if (exchange.getRequestMethod().equals("GET") && query.getOrDefault("watch", "").matches("true|1")) {
                watch(exchange, path, query);
                return;
            }
            answer = answer(exchange, path, query);
        } catch (Refusal refusal) {
            answer = new Answer(refusal.code(), refusal.status());
        } catch (RuntimeException e) {
            Refusal refusal = Refusal.internal(e);
            answer = new Answer(refusal.code(), refusal.status());
        }
        send(exchange, answer.code(), "application/json", Json.bytes(answer.body()));
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return query;
    }

    private Answer answer(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("GET")) {
            Optional<ObjectNode> served = discovery.answer(path);
            if (served.isPresent()) {
                return Answer.ok(served.get());
            }
        }
        Target target = Target.of(path, types);
        Intent intent = new Intent(
                target.subresource(), query.containsKey("dryRun"), query.getOrDefault("fieldValidation", "").equals("Strict"));
        if (target.subresource().equals("scale")) {
            return Answer.ok(scale(exchange, target, query));
        }
        return switch (method) {
            case "GET" -> Answer.ok(target.name().isEmpty() ? list(exchange, target, query) : get(exchange, target));
            case "POST" -> new Answer(201, registry.create(target.type(), target.namespace(), body(exchange), intent));
            case "PUT" -> Answer.ok(registry.replace(target.at(), body(exchange), intent));
            case "PATCH" -> Answer.ok(patch(exchange, target, query, intent));
            case "DELETE" -> Answer.ok(delete(exchange, target, query));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private JsonNode get(HttpExchange exchange, Target target) {
        ObjectNode object = registry.get(target.at());
        return asTable(exchange)
                ? new Table(target.type(), clock).of(Json.text(object, "/metadata/resourceVersion"), List.of(object))
                : object;
    }

    private JsonNode list(HttpExchange exchange, Target target, Map<String, String> query) {
        Registry.Page page = registry.list(target.type(), target.namespace(), new Selection(query));
        String version = Long.toString(page.version());
        if (asTable(exchange)) {
            return new Table(target.type(), clock).of(version, page.items());
        }
        ObjectNode list = Json.object().put("kind", target.type().kind() + "List").put("apiVersion", target.type().apiVersion());
        list.putObject("metadata").put("resourceVersion", version);
        list.putArray("items").addAll(page.items());
        return list;
    }

    private static boolean asTable(HttpExchange exchange) {
        return header(exchange, "Accept").contains("as=Table");
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static ObjectNode body(HttpExchange exchange) throws IOException {
        return object(read(exchange));
    }

    private static ObjectNode object(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw Refusal.badRequest("the body of the request is not an object");
    }

    private static JsonNode read(HttpExchange exchange) throws IOException {
        String type = header(exchange, "Content-Type");
        if (type.contains("protobuf") || type.contains("cbor")) {
            throw Refusal.unsupportedMediaType(type);
        }
        return Json.read(exchange.getRequestBody().readAllBytes(), type.contains("yaml"));
    }

    private JsonNode patch(HttpExchange exchange, Target target, Map<String, String> query, Intent intent) throws IOException {
        String type = header(exchange, "Content-Type").split(";")[0].trim();
        JsonNode patch = read(exchange);
        if (type.equals("application/apply-patch+yaml")) {
            ServerSideApply apply = new ServerSideApply(MergeKeys.of(target.type()), clock);
            String manager = query.getOrDefault("fieldManager", "unknown");
            return registry.patch(
                    target.at(), true, current -> apply.apply(current, object(patch), manager, target.subresource()), intent);
        }
        return registry.patch(target.at(), false, patchOf(type, target.type(), patch), intent);
    }

    private static Function<ObjectNode, ObjectNode> patchOf(String contentType, ResourceType type, JsonNode patch) {
        return switch (contentType) {
            case "application/json-patch+json" -> current -> Patches.json(patch, current);
            case "application/merge-patch+json" -> current -> Patches.merge(patch, current);
            case "application/strategic-merge-patch+json" -> current -> new Patches(MergeKeys.of(type)).strategic(patch, current);
            default -> throw Refusal.unsupportedMediaType(contentType);
        };
    }

    private JsonNode delete(HttpExchange exchange, Target target, Map<String, String> query) throws IOException {
        JsonNode read = read(exchange);
        ObjectNode options = read instanceof ObjectNode object ? object : Json.object();
        if (query.containsKey("gracePeriodSeconds")) {
            options.put("gracePeriodSeconds", Integer.parseInt(query.get("gracePeriodSeconds")));
        }
        if (options.path("propagationPolicy").asText().equals("Orphan")) {
            throw Refusal.badRequest("propagationPolicy \"Orphan\" is not served here: expected Background or Foreground");
        }
        if (!target.name().isEmpty()) {
            return delete(target.at(), options);
        }
        ArrayNode deleted = Json.MAPPER.createArrayNode();
        for (ObjectNode object : registry.list(target.type(), target.namespace(), new Selection(query)).items()) {
            deleted.add(delete(Location.of(target.type(), object), options));
        }
        return success();
    }

    private JsonNode delete(Location at, ObjectNode options) {
        String uid = Json.text(registry.get(at), "/metadata/uid");
        Optional<ObjectNode> left = registry.delete(at, options);
        if (left.isPresent()) {
            return left.get();
        }
        ObjectNode status = success();
        status.putObject("details").put("name", at.name()).put("group", at.type().group()).put("kind", at.type().plural()).put("uid", uid);
        return status;
    }

    private static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        status.putObject("metadata");
        return status;
    }

    private JsonNode scale(HttpExchange exchange, Target target, Map<String, String> query) throws IOException {
        ResourceType.ScalePaths paths = target.type().scale();
        if (paths == null) {
            throw Refusal.noSuchPath();
        }
        Scale scale = new Scale(paths);
        String method = exchange.getRequestMethod();
        if (method.equals("GET")) {
            return scale.of(registry.get(target.at()));
        }
        JsonNode body = read(exchange);
        Function<ObjectNode, ObjectNode> change = method.equals("PUT")
                ? current -> object(body)
                : patchOf(header(exchange, "Content-Type").split(";")[0].trim(), target.type(), body);
        Intent intent = new Intent("", query.containsKey("dryRun"), false);
        return scale.of(registry.patch(target.at(), false, current -> scale.into(current, change.apply(scale.of(current))), intent));
    }

    private void watch(HttpExchange exchange, String path, Map<String, String> query) throws IOException, InterruptedException {
        Target target = Target.of(path, types);
        if (header(exchange, "Upgrade").equalsIgnoreCase("websocket")) {
            throw Refusal.noWebSocket();
        }
        Map<String, String> selected = new HashMap<>(query);
        if (!target.name().isEmpty()) {
            selected.merge("fieldSelector", "metadata.name=" + target.name(), (one, other) -> one + "," + other);
        }
        boolean whole = query.getOrDefault("sendInitialEvents", "").equals("true");
        long since = whole ? 0 : Long.parseLong("0" + query.getOrDefault("resourceVersion", ""));
        try (Watches.Watch watch = registry.watch(target.type(), target.namespace(), new Selection(selected), since)) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            Function<ObjectNode, ObjectNode> form = asTable(exchange)
                    ? object -> new Table(target.type(), clock).of(Json.text(object, "/metadata/resourceVersion"), List.of(object))
                    : object -> object;
            new WatchStream(watch, exchange.getResponseBody(), target.type(), form, clock).run(query, whole);
        }
    }
}
