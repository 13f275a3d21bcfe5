package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.cache.CacheStore;
import dev.ballast.traffic.cache.Freshness;
import dev.ballast.traffic.cache.Stored;
import dev.ballast.traffic.cache.Storing;
import java.util.Arrays;

/**
 * An answer on its way into a store, while it passes to its client. What it takes of the store's room is reserved before; it ends once, by {@link #store} or
 * {@link #giveUp}.
 */
final class CacheFill {
    private static final int FIRST = 4096;

    private final CacheStore store;
    private final Stored.Head head;
    private final long most;
    private final long announced;
    private byte[] body = Composer.NONE;
    private int length;
    private long reserved;

    /**
     * @param most octets of a body
     * @param announced its length; −1 where nobody has said it
     */
    CacheFill(CacheStore store, Stored.Head head, long most, long announced) {
        this.store = store;
        this.head = head;
        this.most = most;
        this.announced = announced;
    }

    Freshness freshness() {
        return head.freshness();
    }

    /** A part has come; answers whether there is still something to store, and why not. */
    Storing add(Received from, int offset, int count) {
        long needed = (long) length + count;
        if (needed > most) {
            return Storing.TooLarge;
        }
        if (needed > body.length && !grow((int) needed)) {
            return Storing.NoRoom;
        }
        from.copy(offset, body, length, count);
        length += count;
        return Storing.Stored;
    }

    /** At once to the announced length where that is near, so that nobody takes room by announcing. */
    private boolean grow(int needed) {
        long doubled = Math.max(needed, Math.max(FIRST, 2L * body.length));
        int next = (int) Math.min(announced >= needed ? announced : most, doubled);
        if (!store.reserve(next - body.length)) {
            return false;
        }
        reserved += next - body.length;
        body = Arrays.copyOf(body, next);
        return true;
    }

    /** All of it has come. */
    Storing store(String key, long requestNanos) {
        if (announced >= 0 && announced != length) {
            giveUp();
            return Storing.Incomplete;
        }
        byte[] exact = length == body.length ? body : Arrays.copyOf(body, length);
        Storing verdict = store.put(Stored.of(head, key, exact, requestNanos), reserved);
        forget();
        return verdict;
    }

    void giveUp() {
        store.release(reserved);
        forget();
    }

    private void forget() {
        reserved = 0;
        body = Composer.NONE;
        length = 0;
    }
}
