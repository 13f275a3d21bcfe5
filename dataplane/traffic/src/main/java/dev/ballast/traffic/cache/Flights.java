package dev.ballast.traffic.cache;

import dev.ballast.traffic.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Requests that are under way for all others that want the same: one leads, the others wait until its answer is stored, or will not be. From any thread; nobody
 * is held up, for who waits is called.
 *
 * <p>A flight may be waited for as long as nginx lets one wait ({@code proxy_cache_lock_timeout}): 5 s from its beginning. What comes later leads one of its own, so that a leader
 * whose client reads slowly holds others up once.
 */
public final class Flights {
    /** From a flight's beginning on, in milliseconds. */
    public static final long PATIENCE_MILLIS = 5_000;

    private final Ticker ticker;
    private final ConcurrentHashMap<String, Flight> open = new ConcurrentHashMap<>();

    public Flights(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The flight for a key: one that is under way, or a new one, which the caller leads and ends. */
    public Entry enter(String key) {
        Flight own = new Flight(key, ticker.nanos());
        Flight there = open.compute(key, (same, before) -> before == null || before.over() ? own : before);
        return new Entry(there, there == own);
    }

    /** Whether somebody is under way for a key. */
    public boolean underWay(String key) {
        Flight there = open.get(key);
        return there != null && !there.over();
    }

    /** How many are under way. */
    public int count() {
        return open.size();
    }

    /** How many wait for others. */
    public long waiting() {
        return open.values().stream().mapToLong(Flight::waiting).sum();
    }

    /** @param leads whether the caller has begun it */
    public record Entry(Flight flight, boolean leads) {}

    /** One request for all who want the same. */
    public final class Flight {
        private final String key;
        private final long begun;
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean ended;

        private Flight(String key, long begun) {
            this.key = key;
            this.begun = begun;
        }

        private boolean over() {
            return leftMillis() <= 0;
        }

        /** For how long it may still be waited for, in milliseconds. */
        public long leftMillis() {
            return PATIENCE_MILLIS - TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - begun);
        }

        /**
         * Waits for it.
         *
         * @param landed run once it has ended, by the thread that ends it
         * @return false when it has ended already
         */
        public synchronized boolean await(Runnable landed) {
            if (!ended) {
                waiting.add(landed);
            }
            return !ended;
        }

        /** Waits no more. Nothing where it has ended. */
        public synchronized void leave(Runnable landed) {
            waiting.remove(landed);
        }

        private synchronized int waiting() {
            return waiting.size();
        }

        /** Its answer is stored, or will not be. Nothing the second time. */
        public void end() {
            List<Runnable> all;
            synchronized (this) {
                ended = true;
                all = List.copyOf(waiting);
                waiting.clear();
            }
            open.remove(key, this);
            all.forEach(Runnable::run);
        }
    }
}
