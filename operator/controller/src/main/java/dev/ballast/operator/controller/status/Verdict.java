package dev.ballast.operator.controller.status;

import dev.ballast.operator.api.ConditionReason;
import dev.ballast.operator.api.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition before it has a time.
 *
 * @param holds whether it is {@code True}
 * @param reason one that goes with it
 * @param message for people
 */
record Verdict(ConditionType type, boolean holds, ConditionReason reason, String message) {
    /** Kubernetes' own limit is 32 Ki characters; nobody reads more than this. */
    private static final int LONGEST = 2000;

    Verdict {
        if (holds ? reason != type.whenTrue() : !type.whenFalse().contains(reason)) {
            throw new IllegalArgumentException(reason + " does not go with " + type + " being " + holds);
        }
        message = message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    }

    static Verdict yes(ConditionType type, String message) {
        return new Verdict(type, true, type.whenTrue(), message);
    }

    static Verdict no(ConditionType type, ConditionReason reason, String message) {
        return new Verdict(type, false, reason, message);
    }

    /** As a condition; its time is that of the condition before it, unless the status moved. */
    Condition condition(@Nullable List<Condition> before, long generation, Instant now) {
        String status = holds ? "True" : "False";
        String since = before == null
                ? null
                : before.stream()
                        .filter(old -> type.name().equals(old.getType()) && status.equals(old.getStatus()))
                        .map(Condition::getLastTransitionTime)
                        .findFirst()
                        .orElse(null);
        return new ConditionBuilder()
                .withType(type.name())
                .withStatus(status)
                .withReason(reason.name())
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : since)
                .build();
    }
}
