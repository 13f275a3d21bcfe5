package dev.ballast.contract.wire;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a dataplane says on its channel. */
public final class Answers {
    private Answers() {}

    /** The answer to {@code PUT /v1/snapshot} and {@code PATCH /v1/endpoints}. */
    public sealed interface Answer {}

    /**
     * 200: it runs. Every listener of it is bound.
     *
     * @param revision what runs now
     * @param digests of what runs now
     */
    public record Ack(Revision revision, Digests digests) implements Answer {}

    /**
     * 422: it does not run; what ran before still does.
     *
     * @param revision what was refused
     * @param problems every one that was found
     */
    public record Nack(Revision revision, List<Problem> problems) implements Answer {
        public Nack {
            problems = List.copyOf(problems);
        }
    }

    /**
     * 409: not newer than what runs, or built on another base than what runs.
     *
     * @param running what runs; absent when nothing does
     * @param digests of what runs
     */
    public record Stale(@Nullable Revision running, @Nullable Digests digests) implements Answer {}

    /**
     * {@code GET /v1/snapshot}: what runs.
     *
     * @param revision absent when nothing runs yet
     * @param digests absent when nothing runs yet
     * @param since ISO 8601
     * @param source where it came from
     * @param listeners names of the listeners that are bound
     * @param features what this dataplane can do
     */
    public record Running(
            @Nullable Revision revision,
            @Nullable Digests digests,
            @Nullable String since,
            @Nullable Source source,
            List<String> listeners,
            List<String> features) {
        public Running {
            listeners = List.copyOf(listeners);
            features = List.copyOf(features);
        }
    }

    /** Where a running snapshot came from. */
    public enum Source {
        Push,
        Boot,
        File
    }
}
