package dev.ballast.traffic.backend;

import dev.ballast.traffic.endpoint.Tried;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where those wait for whom no endpoint has a place: first come, first served, whatever thread they come from. Its lock is taken only while
 * somebody waits.
 */
final class WaitingRoom {
    private final Set<Place> places = new LinkedHashSet<>();
    private volatile int length;

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /**
     * Begins to wait. The caller must {@link #serve} afterwards: a place may have become free before anybody could see that somebody waits.
     *
     * @param most how many may wait
     * @return null when as many wait already
     */
    synchronized @Nullable Place enter(Waiter waiter, Tried tried, int most) {
        if (places.size() >= most) {
            return null;
        }
        Place place = new Place(waiter, tried);
        places.add(place);
        length = places.size();
        return place;
    }

    /**
     * Gives those who wait longest what there is.
     *
     * @param free answers null when there is nothing for one that has tried these
     */
    synchronized void serve(Function<Tried, @Nullable Selection> free) {
        for (Iterator<Place> waiting = places.iterator(); waiting.hasNext(); ) {
            Place first = waiting.next();
            Selection found = free.apply(first.tried);
            if (found instanceof Lease lease) {
                waiting.remove();
                first.waiter.granted(lease);
            } else if (found instanceof Selection.Refusal refusal) {
                waiting.remove();
                first.waiter.turnedAway(refusal.failure());
            } else {
                break;
            }
        }
        length = places.size();
    }

    private synchronized boolean leave(Place place) {
        boolean waited = places.remove(place);
        length = places.size();
        return waited;
    }

    /** One that waits. */
    final class Place implements Selection.Waiting {
        private final Waiter waiter;
        private final Tried tried;

        private Place(Waiter waiter, Tried tried) {
            this.waiter = waiter;
            this.tried = tried;
        }

        @Override
        public boolean leave() {
            return WaitingRoom.this.leave(this);
        }
    }
}
