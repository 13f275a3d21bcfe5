package dev.ballast.proxy.config;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.MalformedMessageException;
import dev.ballast.contract.wire.QuotasMessage;
import dev.ballast.contract.wire.QuotasMessage.Quota;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.plan.FleetShares;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in for quotas: what this pod may use of the budgets that its fleet shares. What is not newer than what it follows is refused, so that a
 * message that was late, or repeated, gives nothing that the operator has given to another pod meanwhile. What is followed is in the state directory
 * before it is followed: a process that begins anew in this pod has what the one before it had, operator or not.
 *
 * <p>May be called by any thread that may block; the config worker does the work.
 */
public final class QuotaGate {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaGate.class);

    private final String owner;
    private final ConfigGate worker;
    private final FleetShares shares;
    private final SnapshotFile store;
    private @Nullable Revision followed;
    private List<Quota> quotas = List.of();

    /**
     * @param owner whose quotas are taken: {@code ballast://<namespace>/<uid>}
     * @param store where the quotas are kept
     */
    public QuotaGate(String owner, ConfigGate worker, FleetShares shares, SnapshotFile store) {
        this.owner = owner;
        this.worker = worker;
        this.shares = shares;
        this.store = store;
    }

    /** What became of an offer. */
    public sealed interface Outcome {
        /** They are followed. */
        record Followed(Event.Uses uses) implements Outcome {}

        /** They are not newer than what is followed; the same ones once more are. */
        record Stale(Event.Uses uses) implements Outcome {}

        /** They cannot be followed. */
        record Refused(List<Problem> problems) implements Outcome {}

        /** They could not be kept, and are not followed for that. */
        record Unsaved(String why) implements Outcome {}
    }

    /** What an earlier process of this pod followed. To be called before anything is installed. */
    public void restore() throws InterruptedException {
        worker.onWorker(() -> {
            try {
                Optional<byte[]> kept = store.read();
                if (kept.isPresent()) {
                    QuotasMessage message = Wire.decodeQuotas(kept.get());
                    if (problems(message).isEmpty()) {
                        follow(message);
                    }
                }
            } catch (IOException | MalformedMessageException unusable) {
                LOG.warn("The quotas in {} cannot be used: {}", store.path(), unusable.getMessage());
            }
            return true;
        });
    }

    /** Decides on a {@link QuotasMessage}. */
    public Outcome offer(byte[] body) throws InterruptedException {
        QuotasMessage message;
        try {
            message = Wire.decodeQuotas(body);
        } catch (MalformedMessageException unreadable) {
            return new Outcome.Refused(unreadable.problems());
        }
        List<Problem> problems = problems(message);
        return problems.isEmpty() ? worker.onWorker(() -> decide(message)) : new Outcome.Refused(problems);
    }

    private List<Problem> problems(QuotasMessage message) {
        List<Problem> wrong = Arrival.wrongHead(null, message.revision(), owner, message.owner());
        if (!wrong.isEmpty()) {
            return wrong;
        }
        return Objects.requireNonNullElse(message.quotas(), List.<Quota>of()).stream()
                .filter(quota -> quota.parts() < 0 || quota.parts() > FleetConfig.WHOLE)
                .map(quota -> new Problem(
                        "quotas[" + quota.budget() + "].parts",
                        Reason.InvalidValue,
                        quota.parts() + " is out of range: expected 0 to " + FleetConfig.WHOLE))
                .toList();
    }

    private Outcome decide(QuotasMessage message) {
        if (followed != null && message.revision().compareTo(followed) < 0) {
            return new Outcome.Stale(uses());
        }
        if (!message.revision().equals(followed)) {
            QuotasMessage next = message.quotas() == null ? new QuotasMessage(owner, message.revision(), present()) : message;
            try {
                store.write(Wire.encode(next));
            } catch (IOException failed) {
                LOG.warn("Could not keep quotas {} in {}: {}", message.revision(), store.path(), failed.toString());
                return new Outcome.Unsaved("The quotas could not be kept, and are not followed: " + failed);
            }
            follow(next);
        }
        return new Outcome.Followed(uses());
    }

    /** Only of budgets that there are: of others nobody would know that they have a quota. */
    private List<Quota> present() {
        Set<BudgetName> names = shares.uses().stream().map(Event.Use::budget).collect(Collectors.toSet());
        return quotas.stream().filter(quota -> names.contains(quota.budget())).toList();
    }

    private void follow(QuotasMessage message) {
        quotas = Objects.requireNonNullElse(message.quotas(), List.of());
        shares.allow(quotas.stream().collect(Collectors.toMap(Quota::budget, Quota::parts, Math::min)));
        followed = message.revision();
    }

    private Event.Uses uses() {
        return new Event.Uses(followed, shares.uses());
    }

    /** What becomes of the budgets. */
    public Event.Uses told() throws InterruptedException {
        return worker.onWorker(this::uses);
    }

    /** Looks at what was asked of the budgets since the last time, and tells. */
    public Event.Uses sample() throws InterruptedException {
        return worker.onWorker(() -> {
            shares.sample();
            return uses();
        });
    }

    /**
     * Looks at what is wanted now; to be called five times a second.
     *
     * @return whether something has happened for which other pods wait, so that it should be told at once
     */
    public boolean look() throws InterruptedException {
        return worker.onWorker(shares::look);
    }
}
