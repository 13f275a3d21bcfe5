package dev.ballast.traffic.endpoint;

import org.jspecify.annotations.Nullable;

/** The endpoints that an exchange has tried. Immutable; nothing is allocated before the first attempt has failed. */
public final class Tried {
    /** Nothing yet. */
    public static final Tried NONE = new Tried(null, null);

    private final @Nullable Endpoint last;
    private final @Nullable Tried before;

    private Tried(@Nullable Endpoint last, @Nullable Tried before) {
        this.last = last;
        this.before = before;
    }

    /** These and one more. */
    public Tried with(Endpoint endpoint) {
        return new Tried(endpoint, this);
    }

    public boolean isEmpty() {
        return last == null;
    }

    /** By walking: an exchange makes a handful of attempts at most. */
    public boolean contains(Endpoint endpoint) {
        for (Tried tried = this; tried != null; tried = tried.before) {
            if (tried.last == endpoint) {
                return true;
            }
        }
        return false;
    }
}
