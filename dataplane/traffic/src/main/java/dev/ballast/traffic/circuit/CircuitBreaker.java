package dev.ballast.traffic.circuit;

import dev.ballast.contract.snapshot.BackendConfig.CircuitConfig;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps requests from a backend that fails as a whole, for a while: they are answered at once, and it is left alone to recover (Nygard, Release It!,
 * 2007). What single endpoints do is not its matter: they are ejected, and the rest goes on.
 *
 * <p>CLOSED: opened by so many failures in a row, or by a share of them in the window. OPEN: refuses until its time is over. HALF_OPEN: lets so many
 * attempts through; when all of them were good it closes, when one was not it opens again, and when they have told nothing for as long as it
 * was open, as many more go through. What was begun in one state tells nothing to another one.
 *
 * <p>Any thread; no locks. A good attempt costs a read, and where a share is watched a clock reading and an atomic addition. Wrong where one
 * request in many fails for what it asks, with a status of 500: the share would have to be set above that.
 */
public final class CircuitBreaker {
    private static final Pass UNWATCHED = new Closed(null);
    private static final VarHandle STATE = stateField();

    private final String backend;
    private final @Nullable CircuitConfig config;
    private final Ticker ticker;
    private final TrafficObserver observer;
    private volatile Pass state;

    /** The right to make an attempt; given back once, by {@link #judge} or {@link #cancel}. It is the state that gave it. */
    public sealed interface Pass permits Closed, Open, HalfOpen {}

    private static final class Closed implements Pass {
        final AtomicInteger failuresInRow = new AtomicInteger();
        final @Nullable Window window;

        Closed(@Nullable Window window) {
            this.window = window;
        }
    }

    private record Open(long until) implements Pass {}

    private static final class HalfOpen implements Pass {
        final AtomicInteger admitted = new AtomicInteger();
        final AtomicInteger good = new AtomicInteger();
        final long until;

        HalfOpen(long until) {
            this.until = until;
        }
    }

    /** @param config null: everything goes through, and nothing is watched */
    public CircuitBreaker(String backend, @Nullable CircuitConfig config, Ticker ticker, TrafficObserver observer) {
        this.backend = backend;
        this.config = config;
        this.ticker = ticker;
        this.observer = observer;
        this.state = config == null ? UNWATCHED : closed(config);
    }

    private Closed closed(CircuitConfig watched) {
        return new Closed(watched.errorPercent() == 0 ? null : new Window(watched.windowMillis(), ticker));
    }

    public @Nullable CircuitConfig config() {
        return config;
    }

    public CircuitState state() {
        return switch (state) {
            case Closed closed -> CircuitState.CLOSED;
            case Open open -> CircuitState.OPEN;
            case HalfOpen halfOpen -> CircuitState.HALF_OPEN;
        };
    }

    /** Whether {@link #enter} would refuse now. */
    public boolean refuses() {
        return config != null
                && switch (state) {
                    case Closed closed -> false;
                    case Open open -> !passed(open.until);
                    case HalfOpen trial -> trial.admitted.get() >= config.maxHalfOpen() && !passed(trial.until);
                };
    }

    /** The right to make an attempt; null when there is none. */
    public @Nullable Pass enter() {
        while (true) {
            Pass now = state;
            CircuitConfig watched = config;
            if (now instanceof Closed || watched == null) {
                return now;
            }
            if (now instanceof HalfOpen trial && admitted(trial, watched.maxHalfOpen())) {
                return trial;
            }
            if (!passed(until(now))) {
                return null;
            }
            if (STATE.compareAndSet(this, now, new HalfOpen(end(watched))) && now instanceof Open) {
                observer.circuitHalfOpen(backend);
            }
        }
    }

    private static long until(Pass state) {
        return switch (state) {
            case Closed closed -> throw new IllegalStateException("it is closed until further notice");
            case Open open -> open.until;
            case HalfOpen trial -> trial.until;
        };
    }

    private static boolean admitted(HalfOpen trial, int most) {
        for (int count = trial.admitted.get(); count < most; count = trial.admitted.get()) {
            if (trial.admitted.compareAndSet(count, count + 1)) {
                return true;
            }
        }
        return false;
    }

    /** The attempt has shown nothing, or was not made. */
    public void cancel(Pass pass) {
        if (pass instanceof HalfOpen trial) {
            trial.admitted.decrementAndGet();
        }
    }

    /**
     * The attempt has shown how the backend is.
     *
     * @return whether it is open by that, so that those who wait must be told
     */
    public boolean judge(Pass pass, boolean good) {
        CircuitConfig watched = config;
        if (watched == null || state != pass) {
            return false;
        }
        return switch (pass) {
            case Closed closed -> {
                String why = good ? succeeded(closed) : failed(closed, watched);
                yield !why.isEmpty() && open(closed, watched, why);
            }
            case HalfOpen trial -> {
                if (!good) {
                    yield open(trial, watched, "an attempt failed while it was half open");
                }
                if (trial.good.incrementAndGet() == watched.maxHalfOpen() && STATE.compareAndSet(this, trial, closed(watched))) {
                    observer.circuitClosed(backend);
                }
                yield false;
            }
            case Open open -> throw new IllegalStateException("nobody enters while it is open");
        };
    }

    /** Writes only what differs, so that the good case shares its cache line between processors. */
    private static String succeeded(Closed closed) {
        if (closed.failuresInRow.get() != 0) {
            closed.failuresInRow.set(0);
        }
        if (closed.window != null) {
            closed.window.add(true);
        }
        return "";
    }

    /** Why it is to be opened; {@code ""}: it is not. */
    private static String failed(Closed closed, CircuitConfig watched) {
        int row = closed.failuresInRow.incrementAndGet();
        Window window = closed.window;
        if (window != null) {
            window.add(false);
        }
        if (watched.consecutiveFailures() > 0 && row >= watched.consecutiveFailures()) {
            return row + " attempts in a row failed";
        }
        Window.Sum sum = window == null ? Window.Sum.NONE : window.sum();
        boolean tooMany = window != null && sum.all() >= watched.minRequests() && sum.failed() * 100 >= (long) watched.errorPercent() * sum.all();
        return tooMany ? sum.failed() + " of " + sum.all() + " attempts failed" : "";
    }

    private boolean open(Pass from, CircuitConfig watched, String why) {
        if (!STATE.compareAndSet(this, from, new Open(end(watched)))) {
            return false;
        }
        observer.circuitOpened(backend, why, watched.openMillis());
        return true;
    }

    private long end(CircuitConfig watched) {
        return ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(watched.openMillis());
    }

    private boolean passed(long until) {
        return ticker.nanos() - until >= 0;
    }

    private static VarHandle stateField() {
        try {
            return MethodHandles.lookup().findVarHandle(CircuitBreaker.class, "state", Pass.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
