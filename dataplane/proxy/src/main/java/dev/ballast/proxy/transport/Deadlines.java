package dev.ballast.proxy.transport;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a loop: a hashed timing wheel (Varghese and Lauck, 1987, scheme 6), 1,024 slots of 16 ms. A deadline comes up to two
 * slots late, never early.
 *
 * <p>Setting one costs a clock reading and usually nothing more: a deadline that moves back stays in its slot and is put further on
 * when the slot comes up. That fits timeouts, which are set often and rarely come up; it would be wrong for exact times. While
 * nothing is set nothing runs. Where thousands come up at once, as after a flood of connections, those of the last are late by what the others take.
 */
public final class Deadlines {
    static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(16);
    /** What those that come up together may take; the rest comes up in the next turn of the loop, after what is ready by then. */
    static final long NANOS_A_TURN = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int SLOTS = 1024;

    private final LongSupplier nanoTime;
    private final Alarm alarm;
    private final Deadline[] slots = new Deadline[SLOTS];
    private final long origin;
    /** Every slot before this one has come up. */
    private long current;
    /** The slot for which the alarm is set; {@code Long.MAX_VALUE} when it is not. */
    private long wake = Long.MAX_VALUE;

    public Deadlines(LongSupplier nanoTime, Alarm alarm) {
        this.nanoTime = nanoTime;
        this.alarm = alarm;
        this.origin = nanoTime.getAsLong();
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Deadline();
        }
    }

    /** A deadline that is not set. */
    public Deadline deadline(Runnable passed) {
        return new Deadline(passed);
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    /** Puts it into its slot; one that is more than a turn away goes as far as a turn reaches, and on from there. Never into the current slot. */
    private void put(Deadline deadline, long earliest) {
        long slot = Math.clamp(deadline.at / SLOT_NANOS + 1, earliest, current + SLOTS - 1);
        deadline.slot = slot;
        deadline.linkBefore(slots[(int) (slot % SLOTS)]);
        wakeFor(slot);
    }

    private void wakeFor(long slot) {
        if (slot < wake) {
            wake = slot;
            alarm.callBack(this::comeUp, Math.max(0, slot * SLOT_NANOS - now()));
        }
    }

    private void comeUp() {
        wake = Long.MAX_VALUE;
        long began = now();
        long until = began / SLOT_NANOS;
        for (long last = Math.min(until, current + SLOTS - 1); current <= last; current++) {
            if (!comeUp(slots[(int) (current % SLOTS)], began + NANOS_A_TURN)) {
                wakeFor(current);
                return;
            }
        }
        current = Math.max(current, until + 1);
        for (long slot = current; slot < current + SLOTS; slot++) {
            if (slots[(int) (slot % SLOTS)].next != slots[(int) (slot % SLOTS)]) {
                wakeFor(slot);
                return;
            }
        }
    }

    /** Answers whether there was time for all of them. */
    private boolean comeUp(Deadline head, long enough) {
        while (head.next != head) {
            long now = now();
            if (now >= enough) {
                return false;
            }
            Deadline deadline = head.next;
            deadline.unlink();
            if (deadline.set && deadline.at > now) {
                put(deadline, current + 1);
            } else {
                deadline.pass();
            }
        }
        return true;
    }

    /** Calls back on the loop; where there is no delay, after what is ready in its next turn. */
    @FunctionalInterface
    public interface Alarm {
        void callBack(Runnable task, long delayNanos);
    }

    /** A time after which something is done, once. It can be set again at any moment. On the loop only. */
    public final class Deadline {
        private final @Nullable Runnable passed;
        private Deadline previous = this;
        private Deadline next = this;
        private boolean set;
        private long at;
        private long slot;

        private Deadline() {
            this.passed = null;
        }

        private Deadline(Runnable passed) {
            this.passed = passed;
        }

        /** @param millis from now; 0 or less takes the deadline away */
        public void in(long millis) {
            if (millis <= 0) {
                cancel();
                return;
            }
            set = true;
            at = now() + TimeUnit.MILLISECONDS.toNanos(millis);
            if (next != this) {
                if (at / SLOT_NANOS + 1 >= slot) {
                    return;
                }
                unlink();
            }
            put(this, current);
        }

        /** Takes the deadline away. It leaves its slot, too: whom it was for may be gone for good, and must not be kept until the slot comes up. */
        public void cancel() {
            set = false;
            unlink();
        }

        public boolean isSet() {
            return set;
        }

        private void pass() {
            if (set) {
                set = false;
                if (passed != null) {
                    passed.run();
                }
            }
        }

        private void linkBefore(Deadline head) {
            previous = head.previous;
            next = head;
            previous.next = this;
            head.previous = this;
        }

        private void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }
}
