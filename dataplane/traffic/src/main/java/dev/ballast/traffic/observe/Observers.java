package dev.ballast.traffic.observe;

import java.util.List;
import java.util.function.Consumer;

/** Several observers in the place of one, each told in turn. */
public final class Observers implements TrafficObserver {
    private final List<TrafficObserver> all;

    public Observers(TrafficObserver... all) {
        this.all = List.of(all);
    }

    private void tell(Consumer<TrafficObserver> event) {
        all.forEach(event);
    }

    @Override
    public void connectFailed(String backend, String endpoint) {
        tell(each -> each.connectFailed(backend, endpoint));
    }

    @Override
    public void ejected(String backend, String endpoint, String why, long millis) {
        tell(each -> each.ejected(backend, endpoint, why, millis));
    }

    @Override
    public void readmitted(String backend, String endpoint) {
        tell(each -> each.readmitted(backend, endpoint));
    }

    @Override
    public void probed(String backend, String endpoint, boolean good) {
        tell(each -> each.probed(backend, endpoint, good));
    }

    @Override
    public void unhealthy(String backend, String endpoint, String why) {
        tell(each -> each.unhealthy(backend, endpoint, why));
    }

    @Override
    public void healthy(String backend, String endpoint) {
        tell(each -> each.healthy(backend, endpoint));
    }

    @Override
    public void panicked(String backend) {
        tell(each -> each.panicked(backend));
    }

    @Override
    public void failedOver(String backend, String failover) {
        tell(each -> each.failedOver(backend, failover));
    }

    @Override
    public void circuitOpened(String backend, String why, long millis) {
        tell(each -> each.circuitOpened(backend, why, millis));
    }

    @Override
    public void circuitHalfOpen(String backend) {
        tell(each -> each.circuitHalfOpen(backend));
    }

    @Override
    public void circuitClosed(String backend) {
        tell(each -> each.circuitClosed(backend));
    }

    @Override
    public void rolledBack(String backend, String endpoints) {
        tell(each -> each.rolledBack(backend, endpoints));
    }
}
