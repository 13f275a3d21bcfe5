package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import java.util.List;

/** What runs snapshots. Called by the config worker only, one call at a time. */
@FunctionalInterface
public interface SnapshotTarget {
    /**
     * Runs this instead of what runs now: compiled beside it, new sockets opened first, then one reference is swapped.
     *
     * @return empty when it runs and every listener of it is bound; else what stands in the way, and what ran before still does
     */
    List<Problem> install(Snapshot snapshot);
}
