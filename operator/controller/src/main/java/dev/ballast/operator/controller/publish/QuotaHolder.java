package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.QuotasMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pod with quotas, as the ledger knows it. */
final class QuotaHolder {
    private Target target;
    /** Whether it was there before this operator: then somebody else may have told it something. */
    private boolean old;
    /** Whether it has answered this operator: then nobody before it can tell it anything any more. */
    private boolean known;
    private boolean toldByUs;
    private boolean busy;
    private boolean failing;
    private Instant notBefore = Instant.MIN;
    private @Nullable QuotasMessage sent;
    /** What it follows. */
    private Map<BudgetName, Long> told = new TreeMap<>();
    /** The backends at whose endpoints it has a place by that; null while nobody has asked. */
    private @Nullable Set<String> placed;
    /** Of what was sent and not answered, the most. */
    private final Map<BudgetName, Long> unanswered = new HashMap<>();
    private final Map<BudgetName, Event.Use> uses = new HashMap<>();
    private final Map<BudgetName, Long> aims = new HashMap<>();
    private final Map<BudgetName, Turn> turns = new HashMap<>();

    /**
     * Whether a pod has something of a budget.
     *
     * @param since the number of the round in which that was seen first
     */
    record Turn(boolean has, long since) {}

    QuotaHolder(Target target, boolean old) {
        this.target = target;
        this.old = old;
    }

    Target target() {
        return target;
    }

    void moved(Target now) {
        target = now;
    }

    /** A new epoch begins. */
    void forget() {
        old = true;
        known = false;
        toldByUs = false;
        busy = false;
        sent = null;
        follows(new TreeMap<>());
        unanswered.clear();
        aims.clear();
    }

    boolean isOld() {
        return old;
    }

    boolean isKnown() {
        return known;
    }

    /** Whether what it has can be changed now. */
    boolean isReached() {
        return known && !failing;
    }

    boolean mayBeSent(Instant now) {
        return !busy && !now.isBefore(notBefore);
    }

    /** What it follows. */
    Map<BudgetName, Long> told() {
        return told;
    }

    /** Whether a message may have arrived of which nothing was heard. */
    boolean isInDoubt() {
        return !unanswered.isEmpty();
    }

    /** Whether somebody has thought about how much it should have. */
    boolean wasTold() {
        return old || toldByUs;
    }

    QuotasMessage send(QuotasMessage message) {
        busy = true;
        sent = message;
        if (message.quotas() != null) {
            message.quotas().forEach(quota -> unanswered.merge(quota.budget(), quota.parts(), Math::max));
        }
        return message;
    }

    /** It answered what was sent last. */
    void answers(Event.Uses answer) {
        busy = false;
        failing = false;
        says(answer);
    }

    private boolean follows(@Nullable Revision revision) {
        return sent != null && sent.revision().equals(revision);
    }

    /** What it says, asked or not. What it said before it followed the last message it may have said before it was told less. */
    void says(Event.Uses said) {
        if (!follows(said.revision())) {
            return;
        }
        // It has what was sent last, though the answer to that may have been lost.
        failing = false;
        uses.clear();
        said.uses().forEach(use -> uses.put(use.budget(), use));
        QuotasMessage last = sent;
        if (last != null && last.quotas() != null) {
            Map<BudgetName, Long> quotas = new TreeMap<>();
            last.quotas().forEach(quota -> quotas.put(quota.budget(), quota.parts()));
            follows(quotas);
            toldByUs = true;
        } else if (!known) {
            Map<BudgetName, Long> held = new TreeMap<>(told);
            uses.forEach((budget, use) -> held.put(budget, use.held()));
            follows(held);
        }
        known = true;
        unanswered.clear();
    }

    private void follows(Map<BudgetName, Long> quotas) {
        told = quotas;
        placed = null;
    }

    /** It has answered something else. */
    void reached() {
        notBefore = Instant.MIN;
    }

    void failed(Instant again) {
        busy = false;
        failing = true;
        notBefore = again;
    }

    /** Nothing is to be remembered of other budgets. */
    void retain(Collection<BudgetName> budgets) {
        aims.keySet().retainAll(budgets);
        turns.keySet().retainAll(budgets);
    }

    /** Names of what it does something with. */
    Set<BudgetName> used() {
        return uses.keySet();
    }

    /** Whether it has had something, as seen in this round. */
    Turn turn(BudgetName budget, long round) {
        boolean has = told.getOrDefault(budget, 0L) > 0;
        return turns.compute(budget, (name, turn) -> turn == null || turn.has() != has ? new Turn(has, round) : turn);
    }

    /** Whether it has a place at any endpoint of a backend. */
    boolean hasPlace(String backend) {
        Set<String> known = placed;
        if (known == null) {
            Set<String> found = new HashSet<>();
            told.forEach((budget, parts) -> {
                if (parts > 0 && budget instanceof BudgetName.OfCap cap) {
                    found.add(cap.backend());
                }
            });
            known = found;
            placed = found;
        }
        return known.contains(backend);
    }

    long demand(BudgetName budget) {
        Event.Use use = uses.get(budget);
        return use == null ? 0 : use.demand();
    }

    /** The most that it may have. Of one that was there before us nobody knows, until it has answered. */
    long charged(BudgetName budget, SharedLimit limit) {
        if (old && !known) {
            return 0;
        }
        Event.Use use = uses.get(budget);
        long has = Math.max(told.getOrDefault(budget, limit.untold()), use == null ? 0 : use.held());
        // At least what one begins with: when it is gone, another one begins with that.
        return Math.max(Math.max(has, limit.untold()), unanswered.getOrDefault(budget, 0L));
    }

    void aim(BudgetName budget, long parts) {
        aims.put(budget, parts);
    }

    /** What it should have; what it is charged for where nobody has thought about that. */
    long aim(BudgetName budget, SharedLimit limit) {
        Long aim = aims.get(budget);
        return aim == null ? charged(budget, limit) : aim;
    }
}
