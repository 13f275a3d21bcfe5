package dev.ballast.traffic.cache;

import dev.ballast.traffic.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers, in a number of bytes that is never exceeded; what is on its way into the store counts.
 *
 * <p>What goes first is chosen by SIEVE (Zhang and others, NSDI 2024): answers stand in the order in which they came; a hand goes from the oldest to the newest,
 * takes the first one that was not used since it last came by, and stays there. What is asked for once therefore goes soon, where LRU would
 * let a scan of such push out everything else; and using an answer moves nothing. It is the wrong choice where what is asked for changes faster than the hand goes round.
 *
 * <p>One store for all event loops: an answer is kept once, a change made by one connection is seen by the next, and one request fetches it for
 * all. So it is the one thing that loops share. Looking something up takes no lock; storing and dropping take one, for a few steps each, nothing of which waits.
 * Amortised, dropping is one step an answer.
 */
public final class CacheStore {
    /** Of one thing that is asked for; beyond that the oldest goes. */
    private static final int MOST_VARIANTS = 16;

    /** Of what may be stored, so much may be on its way at once: half. */
    private static final int FILLING_SHARE = 2;

    private final ConcurrentHashMap<String, List<Stored>> variants = new ConcurrentHashMap<>();
    private final Recently changed;
    private final Passed passed;
    private long limit;
    private long used;
    private long answers;
    private long dropped;
    private long filling;
    private @Nullable Stored newest;
    private @Nullable Stored oldest;
    private @Nullable Stored hand;

    /**
     * What there is for a request.
     *
     * @param others whether there is something for other requests for the same
     */
    public record Lookup(@Nullable Stored stored, boolean others) {}

    /** @param limit bytes */
    public CacheStore(long limit, Ticker ticker) {
        this.limit = limit;
        this.changed = new Recently(ticker);
        this.passed = new Passed(ticker);
    }

    // ---- Looking something up

    /** What fits a request best: the newest of what it selects (RFC 9111, 4.1). */
    public Lookup find(String key, FieldValues request) {
        List<Stored> all = variants.getOrDefault(key, List.of());
        Vary vary = null;
        String selected = "";
        for (Stored each : all) {
            if (!each.vary().equals(vary)) {
                vary = each.vary();
                selected = vary.selected(request);
            }
            if (each.selected().equals(selected)) {
                if (!each.used) {
                    each.used = true;
                }
                return new Lookup(each, true);
            }
        }
        return new Lookup(null, !all.isEmpty());
    }

    /** What a request selects among those of its key, as far as that is known: those who differ in it do not wait for each other. */
    public String selection(String key, FieldValues request) {
        List<Stored> all = variants.getOrDefault(key, List.of());
        return all.isEmpty() ? "" : all.getFirst().vary().selected(request);
    }

    // ---- What is known of things that are not stored

    /** The answer for this was not to be stored; for a while nobody waits for one. */
    public void passed(String key) {
        passed.note(key);
    }

    /** Whether that was so within the time. */
    public boolean passedWithin(String key, long nanos) {
        return passed.within(key, nanos);
    }

    // ---- Filling it

    /** Takes room for something that is on its way. Answers whether there is any; if so, it is given back by {@link #release} or {@link #put}. */
    public synchronized boolean reserve(long bytes) {
        if (filling + bytes > limit / FILLING_SHARE) {
            return false;
        }
        filling += bytes;
        used += bytes;
        shrink();
        return true;
    }

    public synchronized void release(long bytes) {
        filling -= bytes;
        used -= bytes;
    }

    /**
     * Keeps an answer.
     *
     * @param reserved for it until now
     */
    public synchronized Storing put(Stored answer, long reserved) {
        release(reserved);
        if (changed.since(answer.key(), answer.requestNanos())) {
            return Storing.Superseded;
        }
        if (answer.bytes() > limit) {
            return Storing.TooLarge;
        }
        List<Stored> next = new ArrayList<>();
        next.add(answer);
        for (Stored each : variants.getOrDefault(answer.key(), List.of())) {
            boolean replaced = each.sameVariant(answer);
            if (replaced && each.requestNanos() - answer.requestNanos() > 0) {
                return Storing.Superseded;
            }
            if (replaced || next.size() == MOST_VARIANTS) {
                unlink(each);
            } else {
                next.add(each);
            }
        }
        variants.put(answer.key(), List.copyOf(next));
        link(answer);
        shrink();
        return Storing.Stored;
    }

    // ---- Emptying it

    /** What it was asked for has changed: nothing of it is used any more, and nothing that was asked for before this is stored. */
    public synchronized void invalidate(String key) {
        changed.note(key);
        List<Stored> gone = variants.remove(key);
        if (gone != null) {
            gone.forEach(this::unlink);
        }
    }

    /** It is not right, whoever said so. */
    public synchronized void remove(Stored answer) {
        if (answer.linked) {
            forget(answer);
        }
    }

    /** From now on it is so large. */
    public synchronized void limit(long bytes) {
        limit = bytes;
        shrink();
    }

    public synchronized void clear() {
        for (Stored each = oldest; each != null; each = oldest) {
            forget(each);
        }
    }

    // ---- What is told of it

    /** Bytes, with what is on its way. */
    public synchronized long used() {
        return used;
    }

    /** How many answers there are. */
    public synchronized long answers() {
        return answers;
    }

    /** How many answers went to make room. */
    public synchronized long dropped() {
        return dropped;
    }

    // ---- Under the lock

    private void shrink() {
        while (used > limit && oldest != null) {
            forget(victim(oldest));
            dropped++;
        }
    }

    /** Each step takes a mark back, so that it ends after two rounds at the latest, unless others set them as fast. */
    private Stored victim(Stored last) {
        Stored at = hand == null ? last : hand;
        for (long steps = 2 * answers; at.used && steps > 0; steps--) {
            at.used = false;
            at = at.newer == null ? last : at.newer;
        }
        hand = at.newer;
        return at;
    }

    private void forget(Stored answer) {
        unlink(answer);
        List<Stored> left = variants.getOrDefault(answer.key(), List.of()).stream().filter(each -> each != answer).toList();
        if (left.isEmpty()) {
            variants.remove(answer.key());
        } else {
            variants.put(answer.key(), left);
        }
    }

    private void link(Stored answer) {
        answer.linked = true;
        answer.older = newest;
        if (newest == null) {
            oldest = answer;
        } else {
            newest.newer = answer;
        }
        newest = answer;
        used += answer.bytes();
        answers++;
    }

    private void unlink(Stored answer) {
        answer.linked = false;
        if (hand == answer) {
            hand = answer.newer;
        }
        if (answer.newer == null) {
            newest = answer.older;
        } else {
            answer.newer.older = answer.older;
        }
        if (answer.older == null) {
            oldest = answer.newer;
        } else {
            answer.older.newer = answer.newer;
        }
        answer.newer = null;
        answer.older = null;
        used -= answer.bytes();
        answers--;
    }
}
