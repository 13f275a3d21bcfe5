package dev.ballast.operator.controller.status;

import dev.ballast.operator.api.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a status is written: a change of a condition at once, counts at most once in {@link #COUNTS}, and what did not change not at all.
 * Owned by the one reconcile of its LoadBalancer that is under way.
 */
public final class StatusPace {
    /** Between two writes of counts. */
    public static final Duration COUNTS = Duration.ofSeconds(5);

    private @Nullable LoadBalancerStatus written;
    private Instant writtenAt = Instant.MIN;
    private boolean failed;

    /** @param standing the status that the resource has, perhaps written by the operator before this one */
    public StatusPace(@Nullable LoadBalancerStatus standing) {
        this.written = standing;
    }

    /** The status that stands, as far as is known: newer than what a cache may say. */
    public @Nullable LoadBalancerStatus standing() {
        return written;
    }

    /** What to do with a status. */
    public sealed interface Decision {
        /** Nothing has changed. */
        record Nothing() implements Decision {}

        /** Only counts have, and they were written a moment ago. */
        record Later(Duration pause) implements Decision {}

        /** Write it. */
        record Now() implements Decision {}
    }

    /** Decides; after {@link Decision.Now} call {@link #wrote}. */
    public Decision decide(LoadBalancerStatus next, Instant now) {
        if (next.equals(written) && !failed) {
            return new Decision.Nothing();
        }
        if (written == null
                || failed
                || !Objects.equals(signature(written), signature(next))
                || writtenAt.equals(Instant.MIN)
                || !now.isBefore(writtenAt.plus(COUNTS))) {
            return new Decision.Now();
        }
        return new Decision.Later(Duration.between(now, writtenAt.plus(COUNTS)));
    }

    /** It was handed to the API server. */
    public void wrote(LoadBalancerStatus next, Instant now) {
        written = next;
        writtenAt = now;
        failed = false;
    }

    /** The API server did not take it: it is due again. */
    public void failed() {
        failed = true;
    }

    /** What a person waits for; messages, counts, revisions and durations come along with the next write. */
    private static Object signature(LoadBalancerStatus status) {
        List<Object> parts = new ArrayList<>();
        parts.add(Objects.requireNonNullElse(status.observedGeneration(), 0L));
        parts.add(Objects.requireNonNullElse(status.addresses(), List.of()));
        parts.add(Objects.toString(status.config() == null ? null : status.config().digest()));
        parts.add(signature(status.conditions()));
        if (status.listeners() != null) {
            status.listeners().forEach(listener -> {
                parts.add(listener.name());
                parts.add(Objects.requireNonNullElse(listener.certificates(), List.of()));
                parts.add(signature(listener.conditions()));
            });
        }
        return parts;
    }

    private static Object signature(@Nullable List<Condition> conditions) {
        return conditions == null
                ? List.of()
                : conditions.stream()
                        .map(condition -> condition.getType() + "=" + condition.getStatus() + " " + condition.getReason())
                        .toList();
    }
}
