package dev.ballast.traffic.endpoint;

import dev.ballast.contract.snapshot.EndpointConfig;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One address that serves, as long as snapshots name it, with what was learnt about it. Compared by identity: two objects are two
 * endpoints, also with one address.
 *
 * <p>Its numbers are changed by many threads with atomics; its standing is moved in one place, by compare-and-set; its configuration is
 * replaced by the config worker.
 */
public final class Endpoint {
    /** Enough for a million leases at once; what is left, for 2^44 of them until the count begins anew. */
    private static final int IN_FLIGHT_BITS = 20;
    private static final long IN_FLIGHT_MASK = (1L << IN_FLIGHT_BITS) - 1;
    private static final long ONE_MORE = (1L << IN_FLIGHT_BITS) + 1;

    /** What is left after a fifth of a second of what was wanted more than now: half of it after two seconds. */
    private static final double FADING = 0.93;

    private static final VarHandle LEASES = field("leases", long.class);
    private static final VarHandle FAILED = field("failed", long.class);
    private static final VarHandle CONNECT_FAILURES = field("connectFailures", int.class);
    private static final VarHandle SERVER_ERRORS = field("serverErrors", int.class);
    private static final VarHandle STANDING = field("standing", Standing.class);

    private final String backend;
    private final EndpointListener listener;
    private volatile EndpointConfig config;
    private volatile Standing standing;
    /** Those given out so far and those that are open, in one word, so that a lease costs one atomic instruction. */
    private volatile long leases;
    /** How many leases may be open where pods share what it is given at once. */
    private volatile int permits = Integer.MAX_VALUE;
    private volatile double wanted;
    private volatile long failed;
    private volatile @Nullable Probed probed;
    private volatile boolean heldBack;
    private volatile int connectFailures;
    private volatile int serverErrors;
    private volatile int sharePercent = 100;
    private volatile int measuredPercent = 100;
    private final Latency latency = new Latency();
    private final Speed speed = new Speed();

    /** @param listener hears of this endpoint's moves */
    public Endpoint(String backend, EndpointConfig config, EndpointListener listener) {
        this.backend = backend;
        this.config = config;
        this.listener = listener;
        this.standing = new Standing(wanted(config), Ejection.NONE, "");
    }

    /** Its identity within its backend; the same for all of its life. */
    public String id() {
        return config.id();
    }

    /** The name of the backend that it belongs to. */
    public String backend() {
        return backend;
    }

    /** What the newest snapshot that had it said. Id, address and port never change; weight and state may. */
    public EndpointConfig config() {
        return config;
    }

    public EndpointState state() {
        return standing.state();
    }

    /** The state together with the ejection that led to it. */
    public Standing standing() {
        return standing;
    }

    /** Leases that are open. */
    public int inFlight() {
        return (int) (leases & IN_FLIGHT_MASK);
    }

    /** Leases given out since it is known, those that are open among them. */
    public long leased() {
        return leases >>> IN_FLIGHT_BITS;
    }

    /** Leases that ended badly by its doing: no connection, a broken one, or an answer that was an error. */
    public long failed() {
        return failed;
    }

    /** One more that ended badly. */
    public void countFailed() {
        FAILED.getAndAdd(this, 1L);
    }

    /** The last probe; null before there was one. */
    public @Nullable Probed probed() {
        return probed;
    }

    /** A probe has ended. */
    public void setProbed(Probed last) {
        probed = last;
    }

    /** Whether a person wants it to get no new work. */
    public boolean heldBack() {
        return heldBack;
    }

    /** A person wants it to get no new work while there is another, or ends that: TERMINATING, whatever the snapshot calls it. Config worker only. */
    public void holdBack(boolean wanted) {
        heldBack = wanted;
        reconfigure(config);
    }

    /** Connect failures since the last connection that was made. */
    public int connectFailures() {
        return connectFailures;
    }

    /** How long it takes to answer, where the backend's algorithm asks for that. */
    public Latency latency() {
        return latency;
    }

    /** What it is worth, where the backend's weights follow that. */
    public Speed speed() {
        return speed;
    }

    /** What part of its weight is left by what was measured, 10 to 100; 100 where weights do not follow that. */
    public int measuredPercent() {
        return measuredPercent;
    }

    public void setMeasuredPercent(int percent) {
        measuredPercent = percent;
    }

    /** What part of its weight counts now, 1 to 100. */
    public int weightPercent() {
        return Math.max(1, sharePercent * measuredPercent / 100);
    }

    /** What part of its weight it gets, 1 to 100: less than all while it grows into its share. */
    public int sharePercent() {
        return sharePercent;
    }

    public void setSharePercent(int percent) {
        sharePercent = percent;
    }

    /** One more exchange; matched by one {@link #release()}. */
    public void acquire() {
        LEASES.getAndAdd(this, ONE_MORE);
    }

    /** One more exchange, if there are fewer than so many, and than there are permits for; then matched by one {@link #release()}. */
    public boolean acquire(int most) {
        for (long now = leases; (now & IN_FLIGHT_MASK) < Math.min(most, permits); now = leases) {
            if (LEASES.compareAndSet(this, now, now + ONE_MORE)) {
                if ((now & IN_FLIGHT_MASK) < permits) {
                    return true;
                }
                // There are fewer permits since they were looked at, and whoever took them may have counted what is in flight before this one.
                takeBack();
            }
        }
        return false;
    }

    private void takeBack() {
        if (((long) LEASES.getAndAdd(this, -ONE_MORE) & IN_FLIGHT_MASK) == 1) {
            endIfDrained();
        }
    }

    /** How many exchanges this pod may have here at once; {@link Integer#MAX_VALUE} where it shares that with no others. */
    public int permits() {
        return permits;
    }

    /**
     * So many from now on. No exchange is ended by it, but none begins while there are as many; what {@link #inFlight} says from now on only becomes less
     * until it is so many.
     */
    public void permit(int most) {
        permits = most;
    }

    /** How many exchanges were wanted here at once, lately. */
    public int wanted() {
        return (int) Math.round(wanted);
    }

    /** So many are wanted now; to be said five times a second. One thread only. */
    public void want(int now) {
        wanted = Math.max(now, wanted * FADING);
    }

    /** One exchange less; the last one of a draining endpoint ends its life. */
    public void release() {
        if (((long) LEASES.getAndAdd(this, -1L) & IN_FLIGHT_MASK) == 1) {
            endIfDrained();
        }
    }

    /** One more connect failure in a row; answers how many there are. */
    public int countConnectFailure() {
        return (int) CONNECT_FAILURES.getAndAdd(this, 1) + 1;
    }

    /** Sets the failures in a row; writes only what differs, so that the good case shares its cache line between processors. */
    public void setConnectFailures(int count) {
        if (connectFailures != count) {
            connectFailures = count;
        }
    }

    /** Answers that were failures since the last one that was none. */
    public int serverErrors() {
        return serverErrors;
    }

    /** One more answer that was a failure; answers how many there are in a row. */
    public int countServerError() {
        return (int) SERVER_ERRORS.getAndAdd(this, 1) + 1;
    }

    /** Sets the failures in a row; writes only what differs. */
    public void setServerErrors(int count) {
        if (serverErrors != count) {
            serverErrors = count;
        }
    }

    /** READY to EJECTED; false when the standing is no longer the one that was seen. */
    public boolean eject(Standing seen, Ejection ejection, String why) {
        return seen.state() == EndpointState.READY && move(seen, new Standing(EndpointState.EJECTED, ejection, why));
    }

    /** READY or EJECTED to UNHEALTHY; false when it is neither, or no longer as it was seen. An ejection ends by it. */
    public boolean fail(Standing seen, String why) {
        boolean mayFail = seen.state() == EndpointState.READY || seen.state() == EndpointState.EJECTED;
        return mayFail && move(seen, new Standing(EndpointState.UNHEALTHY, seen.ejection(), why));
    }

    /** UNHEALTHY to READY; false when the standing is no longer the one that was seen. */
    public boolean recover(Standing seen) {
        return seen.state() == EndpointState.UNHEALTHY && move(seen, seen.in(EndpointState.READY));
    }

    /** EJECTED to READY; false when the standing is no longer the one that was seen. */
    public boolean readmit(Standing seen) {
        return seen.state() == EndpointState.EJECTED && move(seen, seen.in(EndpointState.READY));
    }

    /** Takes over what a new snapshot says. An ejection goes on. Config worker only. */
    public void reconfigure(EndpointConfig next) {
        config = next;
        EndpointState target = wanted(next);
        while (true) {
            Standing seen = standing;
            boolean stays = seen.state() == target || (seen.state().leftOut() && target == EndpointState.READY);
            if (stays || move(seen, seen.in(target))) {
                return;
            }
        }
    }

    /** The snapshot no longer has it. Config worker only. */
    public void drain() {
        while (true) {
            Standing seen = standing;
            if (!seen.state().listed()) {
                return;
            }
            if (move(seen, seen.in(EndpointState.DRAINING))) {
                endIfDrained();
                return;
            }
        }
    }

    private void endIfDrained() {
        Standing seen = standing;
        if (seen.state() == EndpointState.DRAINING && inFlight() == 0) {
            move(seen, seen.in(EndpointState.GONE));
        }
    }

    /** The one place where the state changes. */
    private boolean move(Standing from, Standing to) {
        if (!STANDING.compareAndSet(this, from, to)) {
            return false;
        }
        listener.moved(this, from.state(), to.state());
        return true;
    }

    private EndpointState wanted(EndpointConfig config) {
        if (heldBack) {
            return EndpointState.TERMINATING;
        }
        return switch (config.state()) {
            case Ready -> EndpointState.READY;
            case Terminating -> EndpointState.TERMINATING;
        };
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Endpoint.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public String toString() {
        return backend + "/" + id() + " " + state() + ", " + inFlight() + " in flight";
    }

    /**
     * Where an endpoint stands.
     *
     * @param state what work it takes
     * @param ejection the one that runs, or the last one
     * @param why for a person, what led to EJECTED or UNHEALTHY; {@code ""} in other states
     */
    public record Standing(EndpointState state, Ejection ejection, String why) {
        private Standing in(EndpointState next) {
            return new Standing(next, ejection, "");
        }
    }

    /**
     * A probe that has ended.
     *
     * @param at when, in the nanoseconds of {@link System#nanoTime}
     * @param nanos how long it took
     */
    public record Probed(long at, long nanos) {}

    /**
     * A time without new work.
     *
     * @param count the length of the row of ejections that this one ends; 0 for {@link #NONE}
     * @param until when it ends or ended, in the ticker's nanoseconds
     */
    public record Ejection(int count, long until) {
        /** None so far. */
        public static final Ejection NONE = new Ejection(0, 0);
    }
}
