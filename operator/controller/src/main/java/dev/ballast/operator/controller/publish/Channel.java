package dev.ballast.operator.controller.publish;

import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.QuotasMessage;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The channel to the pods of one LoadBalancer. Calls block; they are made on virtual threads. */
public interface Channel extends AutoCloseable {
    /** {@code PUT /v1/snapshot}. */
    Answer put(Target target, Wanted wanted) throws IOException, InterruptedException;

    /** {@code PATCH /v1/endpoints}. */
    Answer patch(Target target, Wanted wanted) throws IOException, InterruptedException;

    /** {@code PUT /v1/quotas}. */
    Event.Uses quotas(Target target, QuotasMessage message) throws IOException, InterruptedException;

    /**
     * {@code GET /v1/snapshot}.
     *
     * @param wanted what should run, where that is known: a pod that starts and runs just this is Ready at once
     */
    Running running(Target target, @Nullable Digests wanted) throws IOException, InterruptedException;

    /**
     * {@code GET /v1/events}. Returns at once.
     *
     * @param events called for each line, one at a time
     * @param end called once, when the stream has ended or could not be had; with the reason where there is one
     * @return ends the stream
     */
    Runnable events(Target target, Consumer<Event> events, Consumer<@Nullable Throwable> end);

    @Override
    void close();

    /** Makes the channel of a LoadBalancer. */
    interface Factory {
        /** @param owner the URI name that the pods' certificates must have */
        Channel open(String owner);
    }
}
