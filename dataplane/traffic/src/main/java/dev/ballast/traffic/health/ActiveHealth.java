package dev.ballast.traffic.health;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Endpoint.Standing;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.observe.TrafficObserver;

/**
 * What the probes of one endpoint come to: so many bad ones in a row and it is left out, so many good ones and it is used again. Before the
 * first probe it is used, because the snapshot calls it ready; where that one is bad already, nothing speaks for the endpoint and it is left
 * out at once (as HAProxy has it).
 *
 * <p>Belongs to the thread that probes.
 */
public final class ActiveHealth {
    private final Endpoint endpoint;
    private final TrafficObserver observer;
    private boolean known;
    private boolean last;
    private int row;

    public ActiveHealth(Endpoint endpoint, TrafficObserver observer) {
        this.endpoint = endpoint;
        this.observer = observer;
    }

    /**
     * A probe has ended.
     *
     * @param why for a person, what was bad about it; {@code ""} for a good one
     * @return whether the endpoint has moved
     */
    public boolean heard(String why, ActiveConfig config) {
        boolean good = why.isEmpty();
        observer.probed(endpoint.backend(), endpoint.id(), good);
        boolean first = !known;
        row = first || good != last ? 1 : row + 1;
        known = true;
        last = good;
        if (good) {
            return row >= config.healthyThreshold() && recovered();
        }
        return (first || row >= config.unhealthyThreshold()) && failed(why);
    }

    private boolean recovered() {
        Standing seen = endpoint.standing();
        if (!endpoint.recover(seen)) {
            return false;
        }
        endpoint.setConnectFailures(0);
        endpoint.setServerErrors(0);
        observer.healthy(endpoint.backend(), endpoint.id());
        return true;
    }

    private boolean failed(String why) {
        Standing seen = endpoint.standing();
        if (seen.state() == EndpointState.UNHEALTHY || !endpoint.fail(seen, why)) {
            return false;
        }
        observer.unhealthy(endpoint.backend(), endpoint.id(), why);
        return true;
    }
}
