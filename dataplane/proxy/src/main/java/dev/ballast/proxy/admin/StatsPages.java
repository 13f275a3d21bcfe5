package dev.ballast.proxy.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigState;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.circuit.CircuitState;
import dev.ballast.traffic.endpoint.Endpoint;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What people read on the loopback port: {@code /stats}, JSON. Names what it shows field by field, so that no secret can slip in. */
public final class StatsPages {
    private final ConfigGate gate;
    private final Readiness readiness;
    private final Supplier<Map<String, Integer>> boundPorts;
    private final Supplier<Map<String, Backend>> backends;
    private final IntSupplier connections;

    private StatsPages(
            ConfigGate gate,
            Readiness readiness,
            Supplier<Map<String, Integer>> boundPorts,
            Supplier<Map<String, Backend>> backends,
            IntSupplier connections) {
        this.gate = gate;
        this.readiness = readiness;
        this.boundPorts = boundPorts;
        this.backends = backends;
        this.connections = connections;
    }

    /**
     * @param boundPorts the port of each bound listener, by its name
     * @param backends those that run, by name
     * @param connections client connections that are open now
     */
    public static Pages of(
            ConfigGate gate,
            Readiness readiness,
            Supplier<Map<String, Integer>> boundPorts,
            Supplier<Map<String, Backend>> backends,
            IntSupplier connections) {
        return new Pages(Map.of("/stats", new StatsPages(gate, readiness, boundPorts, backends, connections)::page));
    }

    private Reply page() {
        try {
            return Reply.json(200, Json.PRETTY.writeValueAsBytes(stats()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Statistics are records of plain values.", impossible);
        }
    }

    private Stats stats() {
        ConfigState state = gate.state();
        RunningSnapshot running = state.running();
        String whyNot = readiness.whyNot();
        ConfigState.Refusal refusal = state.refusal();
        return new Stats(
                gate.capabilities().version(),
                whyNot.isEmpty(),
                whyNot.isEmpty() ? null : whyNot,
                connections.getAsInt(),
                running == null ? null : Config.of(running),
                refusal == null ? null : Refused.of(refusal),
                running == null ? List.of() : listeners(running.snapshot()),
                running == null ? List.of() : backends());
    }

    private List<BackendStats> backends() {
        return backends.get().values().stream()
                .sorted(Comparator.comparing(Backend::name))
                .map(BackendStats::of)
                .toList();
    }

    private List<Listener> listeners(Snapshot snapshot) {
        Map<String, Integer> bound = boundPorts.get();
        return snapshot.listeners().stream()
                .map(listener -> Listener.of(listener, bound.get(listener.name())))
                .toList();
    }

    /** Made when first asked for. */
    private static final class Json {
        static final JsonMapper PRETTY = JsonMapper.builder()
                .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    private record Stats(
            String version,
            boolean ready,
            @Nullable String notReady,
            int connections,
            @Nullable Config config,
            @Nullable Refused refused,
            List<Listener> listeners,
            List<BackendStats> backends) {}

    private record Config(String revision, String configuration, String endpoints, String source, String since) {
        static Config of(RunningSnapshot running) {
            return new Config(
                    running.revision().toString(),
                    running.digests().configuration(),
                    running.digests().endpoints(),
                    running.source().name(),
                    running.since().toString());
        }
    }

    private record Refused(String revision, String when, List<String> problems) {
        static Refused of(ConfigState.Refusal refusal) {
            return new Refused(
                    refusal.revision().toString(),
                    refusal.when().toString(),
                    refusal.problems().stream().map(Problem::toString).toList());
        }
    }

    private record Listener(String name, String protocol, int port, @Nullable Integer boundPort, List<String> routes, @Nullable String backend) {
        static Listener of(ListenerConfig listener, @Nullable Integer boundPort) {
            return new Listener(
                    listener.name(), listener.protocol().name(), listener.port(), boundPort, listener.routes().stream().map(RouteConfig::name).toList(), listener.backend());
        }
    }

    /** @param circuit null where there is no circuit breaker */
    private record BackendStats(String name, String algorithm, @Nullable String circuit, int waiting, List<EndpointStats> endpoints) {
        static BackendStats of(Backend backend) {
            return new BackendStats(
                    backend.name(),
                    backend.policy().algorithm().type().name(),
                    backend.policy().circuit() == null ? null : circuit(backend.circuit()),
                    backend.waiting(),
                    backend.endpoints().stream().map(EndpointStats::of).toList());
        }

        private static String circuit(CircuitState state) {
            return switch (state) {
                case CLOSED -> "Closed";
                case HALF_OPEN -> "HalfOpen";
                case OPEN -> "Open";
            };
        }
    }

    /**
     * @param state what work it takes now
     * @param why it is left out, for a person
     */
    private record EndpointStats(String id, int weight, String state, @Nullable String why, int inFlight) {
        static EndpointStats of(Endpoint endpoint) {
            Endpoint.Standing standing = endpoint.standing();
            String state = standing.state().name();
            return new EndpointStats(
                    endpoint.id(),
                    endpoint.config().weight(),
                    state.charAt(0) + state.substring(1).toLowerCase(Locale.ROOT),
                    standing.why().isEmpty() ? null : standing.why(),
                    endpoint.inFlight());
        }
    }
}
