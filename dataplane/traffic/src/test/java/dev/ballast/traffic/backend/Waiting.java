package dev.ballast.traffic.backend;

import dev.ballast.traffic.failure.Failure;
import java.util.function.Consumer;

/** Those who wait, and those who do not. */
public final class Waiting {
    /** Where nothing is limited nobody has to. */
    public static final Waiter NOT = of(lease -> {
        throw new AssertionError("nobody waits for " + lease.endpoint());
    });

    private Waiting() {}

    /** One that is not turned away. */
    static Waiter of(Consumer<Lease> granted) {
        return of(granted, why -> {
            throw new AssertionError("turned away: " + why);
        });
    }

    static Waiter of(Consumer<Lease> granted, Consumer<Failure> turnedAway) {
        return new Waiter() {
            @Override
            public void granted(Lease lease) {
                granted.accept(lease);
            }

            @Override
            public void turnedAway(Failure why) {
                turnedAway.accept(why);
            }
        };
    }
}
