package dev.ballast.proxy.telemetry;

import dev.ballast.contract.snapshot.ObservabilityConfig.MetricsConfig;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What is told of single endpoints: four series of each, of as many endpoints of a backend as {@link MetricsConfig#most} says. It is read from the endpoints
 * when somebody scrapes; requests pay nothing for it.
 *
 * <p>Those that failed most come first, since their endpoint was known: one that is at fault is told of however many there are, and which ones are told of
 * changes seldom. Any thread.
 */
final class EndpointMeters implements MultiCollector {
    private volatile Shown shown = new Shown(List.of(), 0);

    private record Shown(Collection<Backend> backends, int most) {}

    /** An endpoint's numbers at one moment: they go on while others are compared with them. */
    private record Told(Labels labels, String id, long attempts, long failures, int inFlight, boolean ready) {
        private static final Comparator<Told> MOST_TELLING = Comparator.comparingLong(Told::failures)
                .thenComparingLong(Told::attempts)
                .reversed()
                .thenComparing(Told::id);

        static Told of(Endpoint endpoint) {
            return new Told(
                    Labels.of("backend", endpoint.backend(), "endpoint", endpoint.id()),
                    endpoint.id(),
                    endpoint.leased(),
                    endpoint.failed(),
                    endpoint.inFlight(),
                    endpoint.state() == EndpointState.READY);
        }
    }

    /** Of whose endpoints it is told from now on. */
    void show(Collection<Backend> backends, MetricsConfig config) {
        shown = new Shown(List.copyOf(backends), config.most());
    }

    @Override
    public MetricSnapshots collect() {
        List<Told> told = told(shown);
        CounterSnapshot.Builder attempts = CounterSnapshot.builder().name("ballast_endpoint_attempts").help("Tries at an endpoint");
        CounterSnapshot.Builder failures = CounterSnapshot.builder()
                .name("ballast_endpoint_failures")
                .help("Tries that came to nothing by an endpoint's doing: no connection, a broken one, or an answer that is an error");
        GaugeSnapshot.Builder inFlight = GaugeSnapshot.builder().name("ballast_endpoint_in_flight").help("Tries at an endpoint that are under way");
        GaugeSnapshot.Builder ready =
                GaugeSnapshot.builder().name("ballast_endpoint_ready").help("1 where an endpoint takes new work as it should, else 0");
        for (Told one : told) {
            attempts.dataPoint(CounterDataPointSnapshot.builder().labels(one.labels()).value(one.attempts()).build());
            failures.dataPoint(CounterDataPointSnapshot.builder().labels(one.labels()).value(one.failures()).build());
            inFlight.dataPoint(GaugeDataPointSnapshot.builder().labels(one.labels()).value(one.inFlight()).build());
            ready.dataPoint(GaugeDataPointSnapshot.builder().labels(one.labels()).value(one.ready() ? 1 : 0).build());
        }
        return MetricSnapshots.of(attempts.build(), failures.build(), inFlight.build(), ready.build());
    }

    private static List<Told> told(Shown shown) {
        return shown.backends().stream()
                .flatMap(backend -> backend.endpoints().stream().map(Told::of).sorted(Told.MOST_TELLING).limit(shown.most()))
                .toList();
    }
}
