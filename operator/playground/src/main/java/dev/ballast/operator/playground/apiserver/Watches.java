package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ballast.operator.playground.apiserver.ResourceType.Location;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for changes, and the newest changes, so that a watcher that comes from a list misses none. {@link #publish} and {@link #open} are
 * called under the registry's lock.
 */
final class Watches {
    private static final int HISTORY = 4096;

    private final Deque<Change> history = new ArrayDeque<>();
    private final List<Watch> open = new CopyOnWriteArrayList<>();
    private long forgotten;

    /** What became of an object; {@code before} is absent for a new one, {@code after} for one that is gone. */
    record Change(long version, Location at, @Nullable ObjectNode before, @Nullable ObjectNode after) {}

    /** As a client sees it: {@code ADDED}, {@code MODIFIED}, {@code DELETED}. */
    record Event(String type, ObjectNode object) {}

    void publish(Change change) {
        history.addLast(change);
        if (history.size() > HISTORY) {
            forgotten = history.removeFirst().version();
        }
        open.forEach(watch -> watch.accept(change));
    }

    /** @param since the version that the watcher knows */
    Watch open(ResourceType type, String namespace, Selection selection, long since) {
        if (since < forgotten) {
            throw Refusal.expired(since);
        }
        Watch watch = new Watch(type, namespace, selection, since);
        history.stream().filter(change -> change.version() > since).forEach(watch::accept);
        open.add(watch);
        return watch;
    }

    /** Ends every watch, as a server that goes down does. */
    void close() {
        open.forEach(Watch::close);
    }

    /** One watcher: a queue of events, taken by the thread that writes them to the client. */
    final class Watch implements AutoCloseable {
        private final ResourceType type;
        private final String namespace;
        private final Selection selection;
        private final long since;
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        private Watch(ResourceType type, String namespace, Selection selection, long since) {
            this.since = since;
            this.type = type;
            this.namespace = namespace;
            this.selection = selection;
        }

        /** The version from which on this watch tells everything. */
        long since() {
            return since;
        }

        boolean closed() {
            return closed;
        }

        @Nullable Event next(long millis) throws InterruptedException {
            return events.poll(millis, TimeUnit.MILLISECONDS);
        }

        void add(ObjectNode object) {
            events.add(new Event("ADDED", object));
        }

        private void accept(Change change) {
            Location at = change.at();
            if (!at.type().plural().equals(type.plural())
                    || !at.type().group().equals(type.group())
                    || !(namespace.isEmpty() || namespace.equals(at.namespace()))) {
                return;
            }
            ObjectNode before = change.before() != null && selection.matches(change.before()) ? change.before() : null;
            ObjectNode after = change.after() != null && selection.matches(change.after()) ? change.after() : null;
            if (after != null) {
                events.add(new Event(before == null ? "ADDED" : "MODIFIED", after));
            } else if (before != null) {
                ObjectNode last = before.deepCopy();
                Json.metadata(last).put("resourceVersion", Long.toString(change.version()));
                events.add(new Event("DELETED", last));
            }
        }

        @Override
        public void close() {
            closed = true;
            open.remove(this);
        }
    }
}
