package dev.ballast.traffic.health;

import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Endpoint.Ejection;
import dev.ballast.traffic.endpoint.Endpoint.Standing;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Removes the endpoints of one backend that refuse connections or answer with errors, for a while.
 *
 * <p>After so many failures in a row an endpoint is ejected. The n-th ejection of a row lasts n times the base time, up to the
 * longest; each base time that the endpoint was well takes one off the row (both as in Envoy's outlier detection). When an ejection
 * ends, one more failure begins the next; a connection that is made, and an answer that is no error, clear their count. No more than a share of the endpoints is
 * ejected at once: when all fail, the fault is likelier here than there.
 *
 * <p>Any thread; no locks. Costs nothing while connections are made.
 */
public final class PassiveHealth implements EndpointListener {
    private final Ticker ticker;
    private final TrafficObserver observer;
    private final AtomicInteger ejected = new AtomicInteger();

    public PassiveHealth(Ticker ticker, TrafficObserver observer) {
        this.ticker = ticker;
        this.observer = observer;
    }

    /** Endpoints that are ejected now. */
    public int ejected() {
        return ejected.get();
    }

    /**
     * A connection to the endpoint was not made.
     *
     * @param eligible how many endpoints the backend has that would be used if all were well
     * @return whether the endpoint was ejected for it
     */
    public boolean connectFailed(Endpoint endpoint, PassiveConfig config, int eligible) {
        Standing seen = endpoint.standing();
        int failures = endpoint.countConnectFailure();
        if (seen.state() == EndpointState.READY || seen.state().leftOut()) {
            observer.connectFailed(endpoint.backend(), endpoint.id());
        }
        return isDue(failures, config.consecutiveConnectFailures()) && eject(endpoint, seen, config, eligible, connects(failures));
    }

    /**
     * The endpoint answered with an error of its own, or broke the connection instead.
     *
     * @param eligible how many endpoints the backend has that would be used if all were well
     * @return whether the endpoint was ejected for it
     */
    public boolean answerFailed(Endpoint endpoint, PassiveConfig config, int eligible) {
        Standing seen = endpoint.standing();
        int failures = endpoint.countServerError();
        return isDue(failures, config.consecutive5xx()) && eject(endpoint, seen, config, eligible, answers(failures));
    }

    private static boolean isDue(int failures, int most) {
        return most > 0 && failures >= most;
    }

    private static String connects(int failures) {
        return failures + " connections in a row were not made";
    }

    private static String answers(int failures) {
        return failures + " answers in a row were errors or none";
    }

    /** Why an endpoint would be left out if not so many others were, for a person; null where it would not be. */
    public static @Nullable String spared(Endpoint endpoint, PassiveConfig config) {
        if (endpoint.standing().state() != EndpointState.READY) {
            return null;
        }
        String why = isDue(endpoint.connectFailures(), config.consecutiveConnectFailures())
                ? connects(endpoint.connectFailures())
                : isDue(endpoint.serverErrors(), config.consecutive5xx()) ? answers(endpoint.serverErrors()) : null;
        return why == null ? null : why + "; it is used on, for maxEjectionPercent is " + config.maxEjectionPercent();
    }

    private boolean eject(Endpoint endpoint, Standing seen, PassiveConfig config, int eligible, String why) {
        if (seen.state() != EndpointState.READY || !reserve(eligible * config.maxEjectionPercent() / 100)) {
            return false;
        }
        long now = ticker.nanos();
        int count = rowAt(now, seen.ejection(), config) + 1;
        long millis = Math.min(config.maxEjectionMillis(), config.baseEjectionMillis() * count);
        if (!endpoint.eject(seen, new Ejection(count, now + TimeUnit.MILLISECONDS.toNanos(millis)), why)) {
            ejected.decrementAndGet();
            return false;
        }
        observer.ejected(endpoint.backend(), endpoint.id(), why, millis);
        return true;
    }

    /** Whether the endpoint's ejection has run out; it is ready again then. */
    public boolean readmit(Endpoint endpoint, PassiveConfig config) {
        Standing seen = endpoint.standing();
        if (seen.state() != EndpointState.EJECTED || ticker.nanos() - seen.ejection().until() < 0) {
            return false;
        }
        endpoint.setConnectFailures(Math.max(0, config.consecutiveConnectFailures() - 1));
        endpoint.setServerErrors(Math.max(0, config.consecutive5xx() - 1));
        if (!endpoint.readmit(seen)) {
            return false;
        }
        observer.readmitted(endpoint.backend(), endpoint.id());
        return true;
    }

    /** Gives back the place of an endpoint that is no longer ejected, for whatever reason. */
    @Override
    public void moved(Endpoint endpoint, EndpointState from, EndpointState to) {
        if (from == EndpointState.EJECTED) {
            ejected.decrementAndGet();
        }
    }

    /** How long the row still is: ejections so far, less one for each base time since the last one ended. */
    private static int rowAt(long now, Ejection last, PassiveConfig config) {
        if (last.count() == 0) {
            return 0;
        }
        long well = TimeUnit.NANOSECONDS.toMillis(now - last.until()) / Math.max(1, config.baseEjectionMillis());
        return (int) Math.max(0, last.count() - well);
    }

    private boolean reserve(int most) {
        while (true) {
            int now = ejected.get();
            if (now >= most) {
                return false;
            }
            if (ejected.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }
}
