package dev.ballast.proxy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.ObservabilityConfig.Level;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.ManifestSource;
import dev.ballast.traffic.backend.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What may be changed while it runs: {@code /api/v1/config}, {@code /api/v1/backends}, {@code /api/v1/log-level}. What an operator
 * configures can only be read here, but for an endpoint that a person holds back.
 *
 * <p>A change is whole or is not made: its answer is what runs then, or every problem. It lives as long as the process, or until the file changes; a log level, until the resource says another one.
 */
public final class ApiPages {
    private static final String BACKENDS = "/api/v1/backends/";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ConfigGate gate;
    private final Statistics statistics;
    private final Supplier<Map<String, Backend>> backends;
    private final LogLevel logLevel;
    private final @Nullable Editor editor;

    private ApiPages(
            ConfigGate gate, Statistics statistics, Supplier<Map<String, Backend>> backends, LogLevel logLevel, @Nullable Editor editor) {
        this.gate = gate;
        this.statistics = statistics;
        this.backends = backends;
        this.logLevel = logLevel;
        this.editor = editor;
    }

    /** A configuration that may be changed from here. */
    public interface Editor {
        /** The text that runs: documents in YAML. */
        String text();

        /** The name of the LoadBalancer in it that runs. */
        String name();

        /** Takes over another text, whole or not at all. */
        ManifestSource.Outcome take(String text) throws InterruptedException;
    }

    /** @param editor absent where an operator configures this */
    public static Pages of(
            ConfigGate gate, Statistics statistics, Supplier<Map<String, Backend>> backends, LogLevel logLevel, @Nullable Editor editor) {
        ApiPages api = new ApiPages(gate, statistics, backends, logLevel, editor);
        Map<String, Page> pages = new TreeMap<>();
        pages.put("/api/v1/config", api::config);
        pages.put("/api/v1/backends", api::all);
        pages.put(BACKENDS, api::one);
        pages.put("/api/v1/log-level", api::logLevel);
        return new Pages(pages);
    }

    /** What runs, and the document that says so where it is kept here. */
    private record Running(String revision, String configuration, String endpoints, @Nullable JsonNode document) {}

    private record LevelName(String level) {}

    private Reply config(Call call) throws InterruptedException {
        return switch (call.method()) {
            case "GET", "HEAD" -> running();
            case "POST" -> change(new String(call.body(), StandardCharsets.UTF_8), Problem::toString, this::running);
            default -> notAllowed("GET or POST");
        };
    }

    private Reply running() {
        RunningSnapshot running = gate.state().running();
        if (running == null) {
            return Json.refusal(503, "no snapshot runs");
        }
        JsonNode document = editor == null ? null : Documents.read(editor.text()).loadBalancer(editor.name());
        return Json.reply(200, new Running(
                running.revision().toString(), running.digests().configuration(), running.digests().endpoints(), document));
    }

    private Reply change(String text, Function<Problem, String> told, Supplier<Reply> answer) throws InterruptedException {
        if (editor == null) {
            return Json.refusal(409, "the operator configures this: change the LoadBalancer in the cluster");
        }
        ManifestSource.Outcome outcome = editor.take(text);
        return outcome.taken()
                ? answer.get()
                : Json.reply(422, new Json.Refusal(outcome.problems().stream().map(told).toList()));
    }

    private Reply all(Call call) throws InterruptedException {
        return switch (call.method()) {
            case "GET", "HEAD" -> Json.reply(200, BackendEntry.all(gate.state().running(), statistics.now()));
            case "POST" -> edited(documents -> {
                EndpointRequest wanted = EndpointRequest.of(MAPPER.readTree(call.body()));
                return documents.add(name(), wanted) + "/" + wanted.id();
            }, 201);
            default -> notAllowed("GET or POST");
        };
    }

    private Reply one(Call call) throws InterruptedException {
        String id = call.path().substring(BACKENDS.length());
        if (BackendEntry.find(gate.state().running(), statistics.now(), id) == null) {
            return Json.refusal(404, "there is no \"" + id + "\": expected the id of one that GET /api/v1/backends names");
        }
        return switch (call.method()) {
            case "GET", "HEAD" -> entry(id, 200);
            case "PUT" -> put(id, call);
            case "DELETE" -> edited(documents -> {
                documents.remove(name(), id);
                return "";
            }, 204);
            default -> notAllowed("GET, PUT or DELETE");
        };
    }

    /**
     * {@code {"weight": 3}}, {@code {"drained": true}}, or both. A weight is part of the configuration, and goes with it. That an endpoint is drained is a person's wish about a
     * machine: it stays, whatever is configured, until it is taken back or the endpoint leaves the configuration.
     */
    private Reply put(String id, Call call) throws InterruptedException {
        JsonNode wanted;
        try {
            wanted = MAPPER.readTree(call.body());
        } catch (JsonProcessingException notJson) {
            return Json.refusal(400, "not JSON: expected an object with weight or drained");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        JsonNode drained = wanted.path("drained");
        JsonNode weight = wanted.path("weight");
        boolean good = (drained.isBoolean() || drained.isMissingNode()) && (weight.isInt() || weight.isMissingNode())
                && !(drained.isMissingNode() && weight.isMissingNode());
        if (!good) {
            return Json.refusal(400, "expected an object with weight, a whole number, or drained, true or false");
        }
        if (!weight.isMissingNode()) {
            Reply changed = edited(documents -> {
                documents.weigh(name(), id, weight.asInt());
                return id;
            }, 200);
            if (changed.status() != 200) {
                return changed;
            }
        }
        if (!drained.isMissingNode()) {
            holdBack(id, drained.asBoolean());
        }
        return entry(id, 200);
    }

    private void holdBack(String id, boolean wanted) throws InterruptedException {
        String backend = id.substring(0, id.indexOf('/'));
        gate.onWorker(() -> {
            Backend living = backends.get().get(backend);
            return living != null && living.holdBack(id.substring(backend.length() + 1), wanted);
        });
    }

    /** A change of the document; it answers the id of what it is about, or nothing. */
    private interface Edit {
        String of(Documents documents) throws IOException;
    }

    private Reply edited(Edit edit, int status) throws InterruptedException {
        if (editor == null) {
            return Json.refusal(409, "the operator configures this: change the LoadBalancer in the cluster");
        }
        Documents documents = Documents.read(editor.text());
        String id;
        try {
            id = edit.of(documents);
        } catch (JsonProcessingException notJson) {
            return Json.refusal(400, "not JSON: expected an object");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IllegalArgumentException wrong) {
            return Json.refusal(422, String.valueOf(wrong.getMessage()));
        }
        return change(documents.text(), ApiPages::unplaced, () -> id.isEmpty() ? new Reply(status, "text/plain", new byte[0]) : entry(id, status));
    }

    /** Without its line and column, which are those of a text that nobody wrote. */
    private static String unplaced(Problem problem) {
        return problem.at(null).toString();
    }

    private Reply entry(String id, int status) {
        BackendEntry found = BackendEntry.find(gate.state().running(), statistics.now(), id);
        return found == null ? Json.refusal(404, "\"" + id + "\" is gone") : Json.reply(status, found);
    }

    private String name() {
        return editor == null ? "" : editor.name();
    }

    private Reply logLevel(Call call) {
        switch (call.method()) {
            case "GET", "HEAD" -> {}
            case "PUT" -> {
                String wanted = word(new String(call.body(), StandardCharsets.UTF_8));
                for (Level level : Level.values()) {
                    if (level.name().equalsIgnoreCase(wanted)) {
                        logLevel.set(level);
                        return Json.reply(200, new LevelName(logLevel.now().name()));
                    }
                }
                String levels = Arrays.stream(Level.values()).map(Enum::name).collect(Collectors.joining(", "));
                return Json.refusal(422, "\"" + wanted + "\" is not a level: expected one of " + levels);
            }
            default -> {
                return notAllowed("GET or PUT");
            }
        }
        return Json.reply(200, new LevelName(logLevel.now().name()));
    }

    /** {@code Debug}, or {@code {"level": "Debug"}}. */
    private static String word(String body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            return json.isObject() ? json.path("level").asText() : json.asText();
        } catch (JsonProcessingException bare) {
            return body.strip();
        }
    }

    private static Reply notAllowed(String methods) {
        return Json.refusal(405, "expected " + methods);
    }
}
