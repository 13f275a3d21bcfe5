package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of {@code GET /v1/events}: one JSON object whose {@code type} is the name of one of these records. */
public sealed interface Event {
    /** Every 5 s, and at once when what runs has changed. */
    record Heartbeat(@Nullable Revision revision, @Nullable Digests digests, boolean ready) implements Event {}

    /** An endpoint that the snapshot calls ready refused a connection; at most one a second and endpoint. */
    record ConnectFailure(String backend, String endpoint) implements Event {}

    /**
     * What became of the budgets that the fleet shares. Each second while it changes, and with each heartbeat; also the answer to
     * {@code PUT /v1/quotas}.
     *
     * @param revision of the quotas that it follows; absent before it was told any
     * @param uses of every budget that it has
     */
    record Uses(@Nullable Revision revision, List<Use> uses) implements Event {
        public Uses {
            uses = List.copyOf(uses);
        }
    }

    /**
     * What a pod does with a budget; in billionths of it.
     *
     * @param demand what was asked for lately, in a period or at once, let in or not; more than the whole where it is asked for more
     * @param held what it has now: its quota, or where that is more what it let in within a window that has not passed yet, or what is under way at an endpoint
     */
    record Use(BudgetName budget, long demand, long held) {}

    /** The process goes down. */
    record Draining(int connections) implements Event {}
}
