package dev.ballast.traffic.limit;

/**
 * A number in any window of time, by two counters: that of the current window, which begins at a whole multiple of its length, and that of the one before,
 * of which so much counts as the window that ends now still covers. It takes what came before for evenly spread (Cloudflare's "sliding window counter",
 * 2017), and is off by what it was not; a log of every moment would be exact and cost memory for each request.
 *
 * <p>The state is one number: 24 bits of the window's index, and 20 for each counter.
 *
 * @param windowNanos from 1
 * @param most in a window, from 1 to {@link #MOST}
 */
public record SlidingWindow(long windowNanos, long most) implements Pace {
    /** What a counter holds. */
    public static final long MOST = (1 << 20) - 1;

    private static final int COUNT_BITS = 20;
    private static final long INDEXES = 1 << 24;

    public SlidingWindow {
        if (windowNanos < 1 || most < 1 || most > MOST) {
            throw new IllegalArgumentException(most + " in " + windowNanos + " ns: expected 1 to " + MOST + " in at least 1");
        }
    }

    private long index(long now) {
        return Math.floorMod(Math.floorDiv(now, windowNanos), INDEXES);
    }

    private static long state(long index, long before, long current) {
        return index << 2 * COUNT_BITS | before << COUNT_BITS | current;
    }

    /** The same two counters as they stand at this moment. */
    private long at(long state, long now) {
        long index = index(now);
        long passed = Math.floorMod(index - (state >>> 2 * COUNT_BITS), INDEXES);
        long current = state & MOST;
        return passed == 0 ? state : state(index, passed == 1 ? current : 0, 0);
    }

    private static long before(long state) {
        return state >>> COUNT_BITS & MOST;
    }

    /** What counts of the window before, rounded up: rather one too few than one too many. */
    private long covered(long state, long now) {
        long into = Math.floorMod(now, windowNanos);
        return (long) Math.ceil((double) before(state) * (windowNanos - into) / windowNanos);
    }

    @Override
    public long fresh(long now) {
        return state(index(now), 0, 0);
    }

    @Override
    public long take(long state, long now) {
        return at(state, now) + 1;
    }

    @Override
    public long left(long state, long now) {
        return Math.max(0, most - counted(state, now));
    }

    /** How many count in the window that ends now. */
    long counted(long state, long now) {
        long rolled = at(state, now);
        return covered(rolled, now) + (rolled & MOST);
    }

    @Override
    public long waitNanos(long state, long now) {
        if (left(state, now) > 0) {
            return 0;
        }
        long rolled = at(state, now);
        long into = Math.floorMod(now, windowNanos);
        long current = rolled & MOST;
        if (current < most) {
            // So much of the window before must have gone by that one more fits.
            return Math.max(1, untilCovers(before(rolled), most - current - 1) - into);
        }
        return windowNanos - into + untilCovers(current, most - 1);
    }

    /** How far into a window no more than so many of those before it count. */
    private long untilCovers(long before, long count) {
        return before <= count ? 0 : (long) Math.ceil((double) windowNanos * (before - count) / before);
    }

    @Override
    public long remembersNanos(long state, long now) {
        long rolled = at(state, now);
        long left = windowNanos - Math.floorMod(now, windowNanos);
        return (rolled & MOST) > 0 ? left + windowNanos : before(rolled) > 0 ? left : 0;
    }
}
