package dev.ballast.traffic.balance;

import org.jspecify.annotations.Nullable;

/** Whoever asks for an endpoint, as far as the choice may depend on it. Asked on the thread of the choice, and only by algorithms that hash. */
@FunctionalInterface
public interface Caller {
    /** The hash of a caller that has no such key. */
    long NO_KEY = 0;

    /** A {@link Hashing} of the key's value, the same in every process; {@link #NO_KEY} without one. Asked for once a choice: it should cost little. */
    long hash(Key key);

    /** The value of a cookie; null without it. Asked only by a backend that keeps sessions. */
    default @Nullable String cookie(byte[] name) {
        return null;
    }

    /** Has no key at all. */
    static Caller anyone() {
        return key -> NO_KEY;
    }
}
