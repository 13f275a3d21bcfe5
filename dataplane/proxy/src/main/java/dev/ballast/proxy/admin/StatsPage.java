package dev.ballast.proxy.admin;

import dev.ballast.proxy.admin.Stats.BackendStats;
import dev.ballast.proxy.admin.Stats.EndpointStats;
import dev.ballast.proxy.admin.Stats.ListenerStats;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link Stats} as a page for people. All of it is rendered here, so that it is whole without JavaScript, which then only fetches it anew and
 * puts in what has changed. Nothing but this page's own script and style is allowed to run or to be loaded.
 */
final class StatsPage {
    /** Backends with more endpoints begin folded. */
    private static final int UNFOLDED = 60;

    private final Html html = new Html();
    private final Stats stats;

    private StatsPage(Stats stats) {
        this.stats = stats;
    }

    static Reply reply(Stats stats) {
        byte[] page = new StatsPage(stats).render().getBytes(StandardCharsets.UTF_8);
        return new Reply(200, "text/html; charset=utf-8", page, Assets.HEADERS);
    }

    private String render() {
        html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Ballast ").text(name()).raw("</title>");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">");
        html.raw("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>");
        html.raw("<link rel=\"icon\" href=\"data:,\"><style>").raw(Assets.STYLE).raw("</style></head><body>");
        html.raw("<main id=\"live\">");
        head();
        tiles();
        refused();
        listeners();
        rateLimits();
        caches();
        stats.backends().forEach(this::backend);
        html.raw("</main><footer>Counts are since the start. <a href=\"/stats\">/stats</a> has all of this as JSON, <a href=\"/metrics\">/metrics</a> is for Prometheus.");
        html.raw("<noscript> The page loads itself anew every 5 s.</noscript></footer>");
        return html.raw("<script>").raw(Assets.SCRIPT).raw("</script></body></html>").toString();
    }

    private String name() {
        String owner = stats.loadBalancer();
        return owner == null ? "" : owner.substring(owner.lastIndexOf('/') + 1);
    }

    private void head() {
        html.raw("<header><h1><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M12 2 3 8h18zM5 10h14l-2 10H7z\"/></svg>Ballast ");
        html.element("b", "", name()).raw("</h1>");
        html.element("span", stats.ready() ? "pill ok" : "pill bad", stats.ready() ? "Ready" : "Not ready");
        html.raw("<span class=\"meta\">version ").text(stats.version()).raw(" · up ").text(Amounts.time(stats.uptimeSeconds()));
        Stats.Config config = stats.config();
        if (config != null) {
            html.raw(" · snapshot <b title=\"configuration ").text(config.configuration()).raw(", endpoints ").text(config.endpoints()).raw("\">");
            html.text(config.revision()).raw("</b> (").text(config.source()).raw(") since <time>").text(config.since()).raw("</time>");
        }
        html.raw("</span><span id=\"pulse\" class=\"pill\" hidden></span></header>");
        if (stats.notReady() != null) {
            html.element("p", "note bad", stats.notReady());
        }
    }

    private void tiles() {
        long requests = stats.listeners().stream().mapToLong(listener -> sum(listener.requests())).sum();
        long failures = stats.backends().stream().mapToLong(backend -> sum(backend.failures())).sum() + sum(stats.unrouted());
        List<EndpointStats> endpoints = stats.backends().stream().flatMap(backend -> backend.endpoints().stream()).toList();
        long well = endpoints.stream().filter(EndpointStats::well).count();
        int waiting = stats.backends().stream().mapToInt(BackendStats::waiting).sum();
        html.raw("<section class=\"tiles\">");
        tile("Open connections", stats.connections(), "", "");
        tile("Requests", requests, "requests", "");
        tile("Failures", failures, "failures", failures > 0 ? "warn" : "");
        tile("Endpoints ready", well + " / " + endpoints.size(), "", well < endpoints.size() ? "warn" : "");
        tile("Waiting for a place", waiting, "", waiting > 0 ? "warn" : "");
        html.raw("</section>");
        if (!stats.unrouted().isEmpty()) {
            html.raw("<p class=\"note\">Came to no backend: ");
            chips(stats.unrouted(), "");
            html.raw("</p>");
        }
    }

    /** @param counter a name under which the script computes how much it is in a second; "" for none */
    private void tile(String label, Object value, String counter, String mood) {
        html.raw("<div class=\"tile ").raw(mood).raw("\"><span class=\"label\">").text(label).raw("</span>");
        html.raw("<b>").text(value instanceof Number number ? Amounts.count(number.longValue()) : value).raw("</b>");
        if (!counter.isEmpty()) {
            html.raw("<span class=\"rate\" data-rate=\"").raw(counter).raw("\" data-count=\"").text(value).raw("\"></span>");
        }
        html.raw("</div>");
    }

    private void refused() {
        Stats.Refused refused = stats.refused();
        if (refused != null) {
            html.raw("<details class=\"note bad\" id=\"refused\" open><summary>Revision ").text(refused.revision()).raw(" was refused at <time>");
            html.text(refused.when()).raw("</time>; what ran before went on</summary><ul>");
            refused.problems().forEach(problem -> html.element("li", "", problem));
            html.raw("</ul></details>");
        }
    }

    private void listeners() {
        if (stats.listeners().isEmpty()) {
            html.element("p", "note", "No snapshot runs: nothing is listened on.");
            return;
        }
        html.raw("<section><h2>Listeners</h2><div class=\"scroll\"><table><thead><tr><th>Name<th>Port<th>Speaks<th>Goes to<th class=\"n\">Open<th class=\"n\">Accepted");
        html.raw("<th class=\"n\">Requests<th>Answers<th class=\"n\">p50 · p99<th class=\"n\">In<th class=\"n\">Out<th>Refused</tr></thead><tbody>");
        stats.listeners().forEach(this::listener);
        html.raw("</tbody></table></div></section>");
    }

    private void listener(ListenerStats listener) {
        html.raw("<tr><td><b>").text(listener.name()).raw("</b>");
        if (listener.hostname() != null) {
            html.raw(" ").element("span", "dim", listener.hostname());
        }
        html.raw("<td>").text(listener.boundPort() == null ? listener.port() : listener.boundPort());
        if (listener.boundPort() == null) {
            html.raw(" <span class=\"pill bad\">not bound</span>");
        }
        html.raw("<td>").text(listener.protocol()).raw("<td>").text(target(listener));
        number(listener.open());
        number(listener.accepted());
        number(sum(listener.requests()));
        html.raw("<td>");
        chips(listener.requests(), "status");
        html.raw("<td class=\"n\">").text(latency(listener.latency()));
        html.raw("<td class=\"n\">").text(Amounts.bytes(listener.receivedBytes())).raw("<td class=\"n\">").text(Amounts.bytes(listener.sentBytes())).raw("<td>");
        chips(listener.refused(), "bad");
        chips(listener.handshakeFailures(), "bad");
        html.raw("</tr>");
    }

    private void rateLimits() {
        if (stats.rateLimits().isEmpty()) {
            return;
        }
        html.raw("<section><h2>Rate limits</h2><div class=\"scroll\"><table><thead><tr><th>Name<th>Scope<th class=\"n\">Let in<th class=\"n\">Excess<th>This pod's part</tr></thead><tbody>");
        stats.rateLimits().forEach(limit -> {
            html.raw("<tr><td><b>").text(limit.name()).raw("</b><td>").text(limit.scope());
            number(limit.letIn());
            number(limit.excess());
            html.raw("<td>").text(limit.budgets().stream().map(StatsPage::part).collect(Collectors.joining("; "))).raw("</tr>");
        });
        html.raw("</tbody></table></div></section>");
    }

    private static String part(Stats.BudgetStats budget) {
        String whose = budget.route() == null ? budget.listener() : budget.listener() + " / " + budget.route();
        return whose + ": " + budget.quotaPercent() + " %, asked for " + budget.demandPercent() + " %";
    }

    private void caches() {
        if (stats.caches().isEmpty()) {
            return;
        }
        html.raw("<section><h2>Caches</h2><div class=\"scroll\"><table><thead><tr><th>Route<th class=\"n\">Holds<th class=\"n\">Dropped<th>Requests</tr></thead><tbody>");
        stats.caches().forEach(cache -> {
            html.raw("<tr><td><b>").text(cache.listener() + " / " + cache.route()).raw("</b><td class=\"n\">").text(Amounts.bytes(cache.usedBytes()));
            number(cache.dropped());
            html.raw("<td>");
            chips(cache.requests(), "ok");
            html.raw("</tr>");
        });
        html.raw("</tbody></table></div></section>");
    }

    private static String latency(Stats.@Nullable Latency latency) {
        return latency == null ? "–" : Amounts.millis(latency.p50Millis()) + " · " + Amounts.millis(latency.p99Millis());
    }

    private static String target(ListenerStats listener) {
        List<String> parts = new ArrayList<>();
        if (!listener.routes().isEmpty()) {
            parts.add(listener.routes().size() == 1 ? "1 route" : listener.routes().size() + " routes");
        }
        if (listener.backend() != null) {
            parts.add(listener.backend());
        }
        return String.join(", ", parts);
    }

    private void backend(BackendStats backend) {
        List<EndpointStats> endpoints = backend.endpoints();
        long well = endpoints.stream().filter(EndpointStats::well).count();
        html.raw("<details class=\"backend\" id=\"backend-").text(backend.name()).raw(endpoints.size() <= UNFOLDED ? "\" open>" : "\">");
        html.raw("<summary><h2>").text(backend.name()).raw("</h2>");
        html.raw(well == endpoints.size() && well > 0 ? "<span class=\"pill ok\">" : well == 0 ? "<span class=\"pill bad\">" : "<span class=\"pill warn\">");
        html.text(well + " of " + endpoints.size() + " ready").raw("</span>");
        if (backend.circuit() != null) {
            html.raw(backend.circuit().equals("Closed") ? "<span class=\"pill\">circuit " : "<span class=\"pill bad\">circuit ").text(backend.circuit()).raw("</span>");
        }
        if (backend.rollout() != null && !backend.rollout().equals("Settled")) {
            html.raw(backend.rollout().equals("Moving") ? "<span class=\"pill\">rollout " : "<span class=\"pill bad\">rollout ").text(backend.rollout()).raw("</span>");
        }
        html.raw("<span class=\"meta\">").text(backend.algorithm());
        html.raw(" · ").text(Amounts.count(backend.attempts())).raw(" tries, ").text(Amounts.count(backend.retries())).raw(" again");
        if (backend.latency() != null) {
            html.raw(" · p50 · p99 ").text(latency(backend.latency()));
        }
        if (backend.perEndpoint() != null) {
            html.raw(" · at most ").text(backend.perEndpoint()).raw(" at an endpoint, ").text(backend.waiting()).raw(" wait");
        }
        if (backend.failover() != null) {
            html.raw(" · failover ").text(backend.failover());
        }
        html.raw("</span><span class=\"grow\"></span>");
        chips(backend.requests(), "status");
        chips(backend.failures(), "bad");
        html.raw("</summary>");
        endpoints(backend);
        html.raw("</details>");
    }

    private void endpoints(BackendStats backend) {
        if (backend.endpoints().isEmpty()) {
            html.raw("<p class=\"note bad\">It has no endpoints.</p>");
            return;
        }
        long busiest = backend.endpoints().stream().mapToLong(EndpointStats::total).max().orElse(0);
        html.raw("<div class=\"scroll tall\"><table class=\"endpoints\"><thead><tr><th data-sort=\"text\">Endpoint<th data-sort=\"text\">State<th data-sort=\"n\" class=\"n\">Weight");
        html.raw("<th data-sort=\"n\" class=\"n\">In flight<th><th data-sort=\"n\" class=\"n\">Requests<th data-sort=\"n\" class=\"n\">Failed<th data-sort=\"n\" class=\"n\">Latency");
        html.raw("<th data-sort=\"n\" class=\"n\">Probe<th>Why</tr></thead><tbody>");
        backend.endpoints().stream()
                .sorted(Comparator.comparing(EndpointStats::well))
                .forEach(endpoint -> endpoint(endpoint, backend.perEndpoint(), busiest));
        html.raw("</tbody></table></div>");
    }

    private void endpoint(EndpointStats endpoint, @Nullable Integer cap, long busiest) {
        html.raw(endpoint.well() ? "<tr><td class=\"id\">" : "<tr class=\"unwell\"><td class=\"id\">").text(endpoint.id());
        if (endpoint.zone() != null) {
            html.raw(" <span class=\"dim\">zone ").text(endpoint.zone()).raw("</span>");
        }
        html.raw("<td>");
        html.raw("<span class=\"pill ").raw(mood(endpoint)).raw("\">").text(endpoint.state()).raw("</span>");
        if (endpoint.heldBack() != null) {
            html.raw(" <span class=\"pill warn\">by hand</span>");
        }
        if (endpoint.sharePercent() != null) {
            html.raw(" <span class=\"pill new\">warming ").text(endpoint.sharePercent()).raw(" %</span>");
        }
        html.raw("<td class=\"n\" data-n=\"").text(endpoint.weight()).raw("\">").text(Amounts.count(endpoint.weight()));
        if (endpoint.measuredPercent() != null) {
            html.raw(" <span class=\"dim\">× ").text(endpoint.measuredPercent()).raw(" %</span>");
        }
        html.raw("<td class=\"n\" data-n=\"").text(endpoint.inFlight()).raw("\">").text(Amounts.count(endpoint.inFlight()));
        if (cap != null) {
            int most = endpoint.permits() == null ? cap : endpoint.permits();
            html.raw(endpoint.inFlight() >= most ? " <span class=\"pill warn\">of " : " <span class=\"dim\">of ").text(most);
            html.text(endpoint.permits() == null ? "" : ", in the fleet " + cap).raw("</span>");
        }
        bar(endpoint.total(), busiest);
        number(endpoint.total());
        html.raw("<td class=\"n").raw(endpoint.failed() > 0 ? " bad" : "").raw("\" data-n=\"").text(endpoint.failed()).raw("\">").text(Amounts.count(endpoint.failed()));
        Double latency = endpoint.latencyMillis();
        html.raw("<td class=\"n\" data-n=\"").text(latency == null ? 0 : latency).raw("\">").text(latency == null ? "–" : Amounts.millis(latency));
        Stats.Probe probe = endpoint.probe();
        html.raw("<td class=\"n\" data-n=\"").text(probe == null ? 0 : probe.tookMillis()).raw("\">");
        html.text(probe == null ? "–" : Amounts.millis(probe.tookMillis()));
        if (probe != null) {
            html.raw(" <span class=\"dim\">").text(Amounts.time(probe.agoMillis() / 1000)).raw(" ago</span>");
        }
        html.raw("<td class=\"why\">").text(endpoint.why() == null ? "" : endpoint.why());
        if (endpoint.ejectedForMillis() != null) {
            html.raw(" <span class=\"dim\">for another ").text(Amounts.time(endpoint.ejectedForMillis() / 1000)).raw("</span>");
        }
        html.raw("</tr>");
    }

    private static String mood(EndpointStats endpoint) {
        return switch (endpoint.state().toLowerCase(Locale.ROOT)) {
            case "ready" -> "ok";
            case "terminating", "draining" -> "warn";
            default -> "bad";
        };
    }

    /** A part of the most, as wide as it is; drawn by attributes, for a style would not be allowed. */
    private void bar(long value, long most) {
        html.raw("<td class=\"n\"><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect height=\"10\" width=\"");
        html.text(most == 0 ? 0 : value * 100 / most).raw("\"/></svg>");
    }

    private void number(long value) {
        html.raw("<td class=\"n\" data-n=\"").text(value).raw("\">").text(Amounts.count(value));
    }

    /** @param kind {@code status} colours by class of status */
    private void chips(Map<String, Long> counts, String kind) {
        counts.forEach((word, count) -> {
            String mood = kind.equals("status") ? (word.startsWith("5") ? "bad" : word.startsWith("4") ? "warn" : "ok") : kind;
            html.raw("<span class=\"chip ").raw(mood).raw("\">").text(word).raw(" <b>").text(Amounts.count(count)).raw("</b></span> ");
        });
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The script and the style, and the headers that let in nothing but these. Read when the page is first asked for. */
    private static final class Assets {
        static final String STYLE = read("stats.css");
        static final String SCRIPT = read("stats.js");
        static final Map<String, String> HEADERS = Map.of(
                "Content-Security-Policy",
                "default-src 'none'; script-src '" + hash(SCRIPT) + "'; style-src '" + hash(STYLE) + "'; img-src data:; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options", "nosniff",
                "Referrer-Policy", "no-referrer",
                "Cross-Origin-Resource-Policy", "same-origin");

        private static String read(String name) {
            try (InputStream in = StatsPage.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("The program lacks its resource " + name + ".");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException unreadable) {
                throw new IllegalStateException("The program's resource " + name + " cannot be read.", unreadable);
            }
        }

        private static String hash(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return "sha256-" + Base64.getEncoder().encodeToString(digest);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("Every JDK has SHA-256.", impossible);
            }
        }
    }
}
