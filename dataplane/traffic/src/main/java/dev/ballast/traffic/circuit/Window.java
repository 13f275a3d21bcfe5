package dev.ballast.traffic.circuit;

import dev.ballast.traffic.time.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How much went well in the time just past, to a tenth of it: ten slots in a ring, each for a tenth. Any thread; no locks. What comes at the moment when
 * a slot begins anew may be lost: it is a share that is asked for.
 */
final class Window {
    private static final int SLOTS = 10;
    /** In one number, so that both are counted at once: all in the upper half, the failed ones in the lower. */
    private static final long ONE = 1L << 32;

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);
    private final long slotNanos;
    private final Ticker ticker;
    private final long origin;

    private static final class Slot {
        final long number;
        final AtomicLong counts = new AtomicLong();

        Slot(long number) {
            this.number = number;
        }
    }

    /** What there was. */
    record Sum(long all, long failed) {
        static final Sum NONE = new Sum(0, 0);
    }

    Window(long millis, Ticker ticker) {
        this.slotNanos = Math.max(1, TimeUnit.MILLISECONDS.toNanos(millis) / SLOTS);
        this.ticker = ticker;
        this.origin = ticker.nanos();
    }

    private long current() {
        return (ticker.nanos() - origin) / slotNanos;
    }

    void add(boolean good) {
        long number = current();
        int at = (int) (number % SLOTS);
        Slot slot = slots.get(at);
        if (slot == null || slot.number != number) {
            Slot fresh = new Slot(number);
            Slot there = slots.compareAndExchange(at, slot, fresh);
            slot = there == slot || there == null ? fresh : there;
        }
        slot.counts.getAndAdd(good ? ONE : ONE + 1);
    }

    Sum sum() {
        long now = current();
        long all = 0;
        long failed = 0;
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = slots.get(i);
            if (slot != null && now - slot.number < SLOTS) {
                long counts = slot.counts.get();
                all += counts >>> 32;
                failed += counts & (ONE - 1);
            }
        }
        return new Sum(all, failed);
    }
}
