package dev.ballast.traffic.backend;

import dev.ballast.traffic.failure.Failure;

/** What {@link Backend#select} answers: the right to use an endpoint, a place in the waiting room, or why there is neither. */
public sealed interface Selection permits Lease, Selection.Waiting, Selection.Refusal {
    /** No endpoint. */
    record Refusal(Failure failure) implements Selection {}

    /** A place in the waiting room; the {@link Waiter} hears when an endpoint is free. Whoever waits watches the time. */
    sealed interface Waiting extends Selection permits WaitingRoom.Place {
        /** Stops waiting; answers false when an endpoint was granted already, so that {@link Waiter#granted} has the lease. */
        boolean leave();
    }
}
