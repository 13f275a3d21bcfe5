package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Digests;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gate knows, published whole: written by the config worker, read by anyone.
 *
 * @param running what runs; absent until the first snapshot is accepted
 * @param pushed whether a push was accepted since the process started
 * @param accepted how many offers were accepted
 * @param refused how many were refused as wrong
 * @param stale how many were refused as not newer, or as built on another base
 * @param unsaved how many accepted snapshots could not be written to the state directory
 * @param refusal the newest refusal as wrong; absent when there was none
 */
public record ConfigState(
        @Nullable RunningSnapshot running,
        boolean pushed,
        long accepted,
        long refused,
        long stale,
        long unsaved,
        @Nullable Refusal refusal) {
    static final ConfigState EMPTY = new ConfigState(null, false, 0, 0, 0, 0, null);

    /**
     * A snapshot that runs.
     *
     * @param revision its place in the order
     * @param digests of its content
     * @param since when its content began to run
     * @param source where it came from
     * @param snapshot the content; holds keys
     */
    public record RunningSnapshot(Revision revision, Digests digests, Instant since, Source source, Snapshot snapshot) {}

    /**
     * An offer that was refused as wrong.
     *
     * @param revision what it called itself
     * @param problems every one that was found
     * @param when it was refused
     */
    public record Refusal(Revision revision, List<Problem> problems, Instant when) {
        public Refusal {
            problems = List.copyOf(problems);
        }
    }

    ConfigState accepted(RunningSnapshot next) {
        return new ConfigState(
                next, pushed || next.source() == Source.Push, accepted + 1, refused, stale, unsaved, refusal);
    }

    ConfigState pushedAgain() {
        return new ConfigState(running, true, accepted, refused, stale, unsaved, refusal);
    }

    ConfigState refused(Refusal why) {
        return new ConfigState(running, pushed, accepted, refused + 1, stale, unsaved, why);
    }

    ConfigState staleOffer() {
        return new ConfigState(running, pushed, accepted, refused, stale + 1, unsaved, refusal);
    }

    ConfigState unsavedSnapshot() {
        return new ConfigState(running, pushed, accepted, refused, stale, unsaved + 1, refusal);
    }
}
