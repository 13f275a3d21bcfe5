package dev.ballast.contract.manifest;

import dev.ballast.contract.problem.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A LoadBalancer of a file. */
public final class LoadBalancerManifest {
    private final String name;
    private final LoadBalancerSpec spec;
    private final Places places;
    private final Set<String> brokenListeners;
    private final Set<String> brokenBackends;
    private final Set<String> brokenBeside;

    LoadBalancerManifest(String name, LoadBalancerSpec spec, Places places, Set<String> brokenListeners, Set<String> brokenBackends) {
        this(name, spec, places, brokenListeners, brokenBackends, Set.of());
    }

    private LoadBalancerManifest(
            String name, LoadBalancerSpec spec, Places places, Set<String> brokenListeners, Set<String> brokenBackends, Set<String> brokenBeside) {
        this.name = name;
        this.spec = spec;
        this.places = places;
        this.brokenListeners = Set.copyOf(brokenListeners);
        this.brokenBackends = Set.copyOf(brokenBackends);
        this.brokenBeside = Set.copyOf(brokenBeside);
    }

    /** The same in a file with objects that could not be read: {@code Secret "shop"}. */
    LoadBalancerManifest beside(Set<String> broken) {
        return new LoadBalancerManifest(name, spec, places, brokenListeners, brokenBackends, broken);
    }

    /** {@code metadata.name}. */
    public String name() {
        return name;
    }

    /** What was asked for, without the parts that were complained about. */
    public LoadBalancerSpec spec() {
        return spec;
    }

    /** Names of the listeners that were left out because they could not be read. */
    public Set<String> brokenListeners() {
        return brokenListeners;
    }

    /** Names of the backends that were left out because they could not be read. */
    public Set<String> brokenBackends() {
        return brokenBackends;
    }

    /**
     * Problems that were found in {@link #spec()}, such as a translation's, as problems of the file: with their line, and with
     * indices that count what was left out. What only follows from a part that the reader left out is not repeated.
     */
    public List<Problem> inFile(List<Problem> problems) {
        return problems.stream().filter(problem -> !follows(problem)).map(places::inFile).distinct().toList();
    }

    private boolean follows(Problem problem) {
        return switch (problem.reason()) {
            case UnknownReference, BackendNotFound ->
                spec.listeners().stream()
                        .flatMap(LoadBalancerManifest::backends)
                        .filter(brokenBackends::contains)
                        .anyMatch(backend -> problem.message().contains("\"" + backend + "\""));
            case InvalidCertificateRef, InvalidCACertificateRef ->
                brokenBeside.stream().anyMatch(object -> problem.message().startsWith(object + " does not exist"));
            default -> false;
        };
    }

    private static Stream<String> backends(ListenerSpec listener) {
        List<RouteSpec> routes = listener.routes() == null ? List.of() : listener.routes();
        Stream<String> routed = routes.stream().flatMap(RouteSpec::backendNames);
        return Stream.concat(Stream.ofNullable(listener.backend()), routed);
    }
}
