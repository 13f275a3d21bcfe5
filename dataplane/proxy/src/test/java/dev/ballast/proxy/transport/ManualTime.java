package dev.ballast.proxy.transport;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** A loop's clock and deadlines, in the hands of a test. */
public final class ManualTime {
    private record Task(long at, long order, Runnable run) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = 77;
    private long order;
    private int wakes;
    private final Deadlines deadlines = new Deadlines(() -> now, (task, delay) -> {
        wakes++;
        tasks.add(new Task(now + delay, order++, task));
    });

    public Deadlines deadlines() {
        return deadlines;
    }

    /** In nanoseconds. */
    long now() {
        return now;
    }

    /** How often the loop was asked to call back. */
    int wakes() {
        return wakes;
    }

    public void pass(long millis) {
        long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!tasks.isEmpty() && tasks.peek().at() <= until) {
            Task task = tasks.remove();
            now = Math.max(now, task.at());
            task.run().run();
        }
        now = until;
    }
}
