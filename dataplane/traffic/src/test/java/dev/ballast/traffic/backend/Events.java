package dev.ballast.traffic.backend;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.observe.TrafficObserver;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a listener and an observer hear. */
final class Events implements TrafficObserver, EndpointListener {
    private final List<String> heard = new ArrayList<>();

    /** What was heard since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public void connectFailed(String backend, String endpoint) {
        heard.add("connect failure " + endpoint);
    }

    @Override
    public void ejected(String backend, String endpoint, String why, long millis) {
        heard.add("ejected " + endpoint + " (" + why + ") for " + millis + " ms");
    }

    @Override
    public void readmitted(String backend, String endpoint) {
        heard.add("readmitted " + endpoint);
    }

    @Override
    public void probed(String backend, String endpoint, boolean good) {
        heard.add((good ? "good" : "bad") + " probe " + endpoint);
    }

    @Override
    public void unhealthy(String backend, String endpoint, String why) {
        heard.add("unhealthy " + endpoint + ": " + why);
    }

    @Override
    public void healthy(String backend, String endpoint) {
        heard.add("healthy " + endpoint);
    }

    @Override
    public void panicked(String backend) {
        heard.add("panic " + backend);
    }

    @Override
    public void failedOver(String backend, String failover) {
        heard.add(backend + " fails over to " + failover);
    }

    @Override
    public void circuitOpened(String backend, String why, long millis) {
        heard.add("circuit of " + backend + " open (" + why + ") for " + millis + " ms");
    }

    @Override
    public void circuitHalfOpen(String backend) {
        heard.add("circuit of " + backend + " half open");
    }

    @Override
    public void circuitClosed(String backend) {
        heard.add("circuit of " + backend + " closed");
    }

    @Override
    public void rolledBack(String backend, String endpoints) {
        heard.add(backend + " rolled back because of " + endpoints);
    }

    @Override
    public void moved(Endpoint endpoint, EndpointState from, EndpointState to) {
        heard.add(endpoint.id() + " " + from + " -> " + to);
    }
}
