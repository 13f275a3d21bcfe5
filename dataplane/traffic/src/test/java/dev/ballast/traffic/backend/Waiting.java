package dev.ballast.traffic.backend;

/** Those who do not wait. */
public final class Waiting {
    /** Where nothing is limited nobody has to. */
    public static final Waiter NOT = lease -> {
        throw new AssertionError("nobody waits for " + lease.endpoint());
    };

    private Waiting() {}
}
