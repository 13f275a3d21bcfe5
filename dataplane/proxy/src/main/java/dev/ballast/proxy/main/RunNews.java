package dev.ballast.proxy.main;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.ListenerConfig;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a person at a terminal reads of what runs: each thing once, and again when it has changed. One thread at a time. */
final class RunNews {
    private final PrintWriter out;
    private final PrintWriter err;
    private Map<String, String> listening = Map.of();
    private Set<Problem> warned = Set.of();

    RunNews(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Tells of listeners that are new, have changed, or are gone.
     *
     * @param ports that were bound, by the names of listeners
     */
    void listening(List<ListenerConfig> listeners, Map<String, Integer> ports) {
        Map<String, String> now = new LinkedHashMap<>();
        listeners.forEach(listener -> now.put(listener.name(), line(listener, ports)));
        now.forEach((name, line) -> {
            if (!line.equals(listening.get(name))) {
                out.println("Listening on " + line);
            }
        });
        listening.forEach((name, line) -> {
            if (!now.containsKey(name)) {
                out.println("No longer listening on " + line);
            }
        });
        listening = now;
        out.flush();
    }

    /** Tells what is to be seen to, and does not stop anything now. */
    void warnings(List<Problem> warnings) {
        warnings.stream().filter(warning -> !warned.contains(warning)).forEach(err::println);
        warned = new HashSet<>(warnings);
        err.flush();
    }

    private static String line(ListenerConfig listener, Map<String, Integer> ports) {
        return "port " + ports.get(listener.name()) + " (" + listener.protocol() + ", listener " + listener.name() + ", " + target(listener) + ")";
    }

    private static String target(ListenerConfig listener) {
        int routes = listener.routes().size();
        String routed = routes == 0 ? "" : routes == 1 ? "1 route" : routes + " routes";
        String rest = listener.backend() == null ? "" : "backend " + listener.backend();
        return routed + (routed.isEmpty() || rest.isEmpty() ? "" : ", ") + rest;
    }
}
