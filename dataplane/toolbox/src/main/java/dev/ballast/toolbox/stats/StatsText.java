package dev.ballast.toolbox.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ballast.toolbox.stats.Table.Cell;
import dev.ballast.toolbox.terminal.Colour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The document of {@code /stats} as text. A field that an older program does not tell is shown as nothing. */
final class StatsText {
    private final JsonNode stats;
    private final boolean coloured;
    private final StringBuilder text = new StringBuilder();

    private StatsText(JsonNode stats, boolean coloured) {
        this.stats = stats;
        this.coloured = coloured;
    }

    static String of(JsonNode stats, boolean coloured) {
        return new StatsText(stats, coloured).render();
    }

    private String render() {
        head();
        listeners();
        rateLimits();
        caches();
        stats.path("backends").forEach(this::backend);
        return text.toString();
    }

    private void head() {
        boolean ready = stats.path("ready").asBoolean();
        String owner = stats.path("loadBalancer").asText("no load balancer");
        text.append(Colour.BOLD.paint(owner.substring(owner.lastIndexOf('/') + 1), coloured)).append("  ");
        text.append((ready ? Colour.GREEN : Colour.RED).paint(ready ? "ready" : "not ready", coloured));
        text.append("  version ").append(stats.path("version").asText()).append("  up ").append(time(stats.path("uptimeSeconds").asLong()));
        JsonNode config = stats.path("config");
        if (!config.isMissingNode()) {
            text.append("  snapshot ").append(config.path("revision").asText()).append(" (").append(config.path("source").asText()).append(')');
        }
        text.append("  ").append(count(stats.path("connections"))).append(" connections\n");
        if (stats.has("notReady")) {
            text.append(Colour.RED.paint(stats.path("notReady").asText(), coloured)).append('\n');
        }
        JsonNode refused = stats.path("refused");
        if (!refused.isMissingNode()) {
            text.append(Colour.RED.paint("revision " + refused.path("revision").asText() + " was refused at " + refused.path("when").asText(), coloured)).append('\n');
            refused.path("problems").forEach(problem -> text.append("  ").append(problem.asText()).append('\n'));
        }
        if (!counts(stats.path("unrouted")).isEmpty()) {
            text.append("came to no backend: ").append(counts(stats.path("unrouted"))).append('\n');
        }
    }

    private void listeners() {
        Table table = new Table("LISTENER", ">PORT", "PROTOCOL", "BACKEND", ">OPEN", ">ACCEPTED", "ANSWERS", ">P50", ">P99", "REFUSED");
        for (JsonNode listener : stats.path("listeners")) {
            boolean bound = listener.has("boundPort");
            String refused = join(counts(listener.path("refused")), counts(listener.path("handshakeFailures")));
            table.row(List.of(
                    new Cell(listener.path("name").asText(), Colour.BOLD),
                    bound ? Cell.of(listener.path("boundPort").asText()) : new Cell("not bound", Colour.RED),
                    Cell.of(listener.path("protocol").asText()),
                    Cell.of(target(listener)),
                    Cell.of(count(listener.path("open"))),
                    Cell.of(count(listener.path("accepted"))),
                    Cell.of(counts(listener.path("requests"))),
                    Cell.of(millis(listener.path("latency").path("p50Millis"))),
                    Cell.of(millis(listener.path("latency").path("p99Millis"))),
                    new Cell(refused, Colour.RED)));
        }
        text.append('\n').append(table.text(coloured));
    }

    private void rateLimits() {
        if (stats.path("rateLimits").isEmpty()) {
            return;
        }
        Table table = new Table("RATE LIMIT", "SCOPE", ">LET IN", ">EXCESS", "THIS POD'S PART");
        for (JsonNode limit : stats.path("rateLimits")) {
            List<String> parts = new ArrayList<>();
            limit.path("budgets").forEach(budget -> parts.add(part(budget)));
            table.row(List.of(
                    new Cell(limit.path("name").asText(), Colour.BOLD),
                    Cell.of(limit.path("scope").asText()),
                    Cell.of(count(limit.path("letIn"))),
                    Cell.of(count(limit.path("excess"))),
                    Cell.of(String.join("; ", parts))));
        }
        text.append('\n').append(table.text(coloured));
    }

    private static String part(JsonNode budget) {
        String route = budget.has("route") ? " / " + budget.path("route").asText() : "";
        return budget.path("listener").asText() + route + ": " + budget.path("quotaPercent").asText() + " %, asked for "
                + budget.path("demandPercent").asText() + " %";
    }

    private void caches() {
        if (stats.path("caches").isEmpty()) {
            return;
        }
        Table table = new Table("CACHE", ">BYTES", ">DROPPED", "REQUESTS");
        for (JsonNode cache : stats.path("caches")) {
            table.row(List.of(
                    new Cell(cache.path("listener").asText() + " / " + cache.path("route").asText(), Colour.BOLD),
                    Cell.of(count(cache.path("usedBytes"))),
                    Cell.of(count(cache.path("dropped"))),
                    Cell.of(counts(cache.path("requests")))));
        }
        text.append('\n').append(table.text(coloured));
    }

    private static String target(JsonNode listener) {
        int routes = listener.path("routes").size();
        return join(routes == 0 ? "" : routes == 1 ? "1 route" : routes + " routes", listener.path("backend").asText());
    }

    private void backend(JsonNode backend) {
        text.append('\n').append(Colour.BOLD.paint(backend.path("name").asText(), coloured)).append("  ").append(backend.path("algorithm").asText());
        text.append("  ").append(count(backend.path("attempts"))).append(" tries, ").append(count(backend.path("retries"))).append(" again");
        if (backend.has("circuit")) {
            text.append(", circuit ").append(backend.path("circuit").asText());
        }
        if (backend.has("rollout")) {
            text.append(", rollout ").append(backend.path("rollout").asText());
        }
        if (backend.has("perEndpoint")) {
            text.append(", ").append(count(backend.path("waiting"))).append(" wait");
        }
        String failures = counts(backend.path("failures"));
        text.append(failures.isEmpty() ? "" : "  " + Colour.RED.paint(failures, coloured)).append('\n');
        Table table = new Table("ENDPOINT", "STATE", ">WEIGHT", ">IN FLIGHT", ">REQUESTS", ">FAILED", ">LATENCY", ">PROBE", "WHY");
        List<JsonNode> endpoints = new ArrayList<>();
        backend.path("endpoints").forEach(endpoints::add);
        endpoints.sort(Comparator.comparing(StatsText::isReady));
        endpoints.forEach(endpoint -> table.row(endpoint(endpoint, backend)));
        text.append(table.text(coloured));
    }

    private static boolean isReady(JsonNode endpoint) {
        return endpoint.path("state").asText().equals("Ready");
    }

    private static List<Cell> endpoint(JsonNode endpoint, JsonNode backend) {
        String most = backend.has("perEndpoint") ? "/" + backend.path("perEndpoint").asText() : "";
        String cap = endpoint.has("permits") ? "/" + endpoint.path("permits").asText() + " of " + backend.path("perEndpoint").asText() : most;
        long failed = endpoint.path("failed").asLong();
        return List.of(
                Cell.of(endpoint.path("id").asText() + (endpoint.has("zone") ? ", zone " + endpoint.path("zone").asText() : "")),
                state(endpoint),
                Cell.of(endpoint.path("weight").asText() + (endpoint.has("measuredPercent") ? " × " + endpoint.path("measuredPercent").asText() + " %" : "")),
                Cell.of(endpoint.path("inFlight").asText() + cap),
                Cell.of(count(endpoint.path("total"))),
                new Cell(count(endpoint.path("failed")), failed > 0 ? Colour.RED : Colour.NONE),
                Cell.of(millis(endpoint.path("latencyMillis"))),
                Cell.of(millis(endpoint.path("probe").path("tookMillis"))),
                Cell.of(endpoint.path("why").asText()));
    }

    private static Cell state(JsonNode endpoint) {
        String state = endpoint.path("state").asText();
        String byHand = endpoint.path("heldBack").asBoolean() ? " (by hand)" : "";
        String warming = endpoint.has("sharePercent") ? " (warming " + endpoint.path("sharePercent").asText() + " %)" : "";
        Colour colour = switch (state) {
            case "Ready" -> Colour.GREEN;
            case "Terminating", "Draining" -> Colour.YELLOW;
            default -> Colour.RED;
        };
        return new Cell(state + byHand + warming, colour);
    }

    /** {@code 2xx 12, 5xx 1}. */
    private static String counts(JsonNode counts) {
        return counts.propertyStream()
                .map(entry -> entry.getKey() + " " + count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String join(String one, String other) {
        return one + (one.isEmpty() || other.isEmpty() ? "" : ", ") + other;
    }

    private static String count(JsonNode number) {
        return String.format(Locale.ROOT, "%,d", number.asLong());
    }

    private static String millis(JsonNode number) {
        return number.isMissingNode() ? "" : String.format(Locale.ROOT, "%.2f ms", number.asDouble());
    }

    /** {@code 1h1m5s}. */
    private static String time(long seconds) {
        return Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
