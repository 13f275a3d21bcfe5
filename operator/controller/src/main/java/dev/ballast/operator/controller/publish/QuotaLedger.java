package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.QuotasMessage;
import dev.ballast.contract.wire.QuotasMessage.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which pod may use how much of the budgets that a fleet shares. No input or output, no clock, no threads of its own: it is told what happened and when, and
 * says what to send. One sequential executor owns it.
 *
 * <p>What pods may use never adds up to more than the budget, whatever is lost, late or repeated:
 *
 * <ul>
 *   <li>a pod is charged for the most that it may have: what it said last, and every quota that was sent and not answered yet;
 *   <li>only what nobody is charged for is given to another one. So what becomes less is answered before anything becomes more;
 *   <li>a pod that was there before this operator is first told to leave its quotas as they are. Its answer says what it has, and no message of the operator
 *       before this one can change that any more. Until all of them have answered, those that have share what they had together;
 *   <li>for pods that nobody has seen yet so much is kept free as they begin with;
 *   <li>a pod that is not reached keeps what it has, until it is gone.
 * </ul>
 *
 * <p>Of a cap, which is divided into places at an endpoint, a pod has nothing before it was told; what is in flight there is what it has, also where it was told
 * less. Each has one place where there are as many as pods; where there are fewer, those that want one take turns ({@link Leftovers}).
 */
public final class QuotaLedger {
    /** How often it is looked at who needs how much. */
    static final Duration ROUND = Duration.ofSeconds(1);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** What a pod lacks matters from one part in so many of what it should have, */
    private static final int OF_ITS_OWN = 10;
    /** or of the budget, */
    private static final int OF_THE_BUDGET = 100;
    /** where it is asked for all that it has but one part in so many. */
    private static final int NEARLY = 50;
    /** Less than this part of the budget is given only where it is all that a pod lacks. */
    private static final int CRUMB = 1_000;

    private final String owner;
    private final Map<String, QuotaHolder> pods = new TreeMap<>();
    private Map<BudgetName, SharedLimit> budgets = Map.of();
    private Map<BudgetName, SharedLimit> stated = Map.of();
    /** By backend. */
    private Map<String, SharedLimit> caps = Map.of();
    /** What those that were there before this operator had, as far as they have said it. */
    private final Map<BudgetName, Long> found = new HashMap<>();
    private int podsBefore;
    private @Nullable Revision last;
    private Instant round = Instant.MIN;
    private long rounds;

    /** @param owner the LoadBalancer, as pods know it */
    public QuotaLedger(String owner) {
        this.owner = owner;
    }

    /** A message to a pod. To be answered with {@link #answered} or {@link #failed}. */
    public record Send(Target target, QuotasMessage message) {}

    /** The epoch is ours: nobody is known any more. */
    public void tookOver(long epoch) {
        last = new Revision(epoch, 0);
        found.clear();
        podsBefore = pods.size();
        pods.values().forEach(QuotaHolder::forget);
        round = Instant.MIN;
    }

    /** The pods that there are now. */
    public void targets(Collection<Target> targets) {
        pods.keySet().retainAll(targets.stream().map(Target::uid).collect(Collectors.toSet()));
        for (Target target : targets) {
            QuotaHolder known = pods.get(target.uid());
            if (known == null) {
                pods.put(target.uid(), new QuotaHolder(target, last == null));
                round = Instant.MIN;
            } else {
                known.moved(target);
            }
        }
    }

    /** What is shared now. */
    public void follow(Snapshot snapshot) {
        Map<String, SharedLimit> nextCaps = new HashMap<>();
        for (BackendConfig backend : snapshot.backends()) {
            SharedLimit cap = SharedLimit.of(backend);
            if (cap != null) {
                nextCaps.put(backend.name(), cap);
            }
        }
        Map<BudgetName, SharedLimit> next = SharedLimit.of(snapshot);
        if (!next.equals(stated) || !nextCaps.equals(caps)) {
            stated = next;
            caps = nextCaps;
            round = Instant.MIN;
            count();
        }
    }

    /** What there is to share: what is stated, and endpoints that pods use on although they are not, such as in a rollout of other ones. */
    private void count() {
        Map<BudgetName, SharedLimit> next = new TreeMap<>(stated);
        for (QuotaHolder pod : pods.values()) {
            for (BudgetName used : pod.used()) {
                SharedLimit cap = used instanceof BudgetName.OfCap name ? caps.get(name.backend()) : null;
                if (cap != null) {
                    next.putIfAbsent(used, cap);
                }
            }
        }
        if (!next.equals(budgets)) {
            budgets = next;
            pods.values().forEach(pod -> pod.retain(next.keySet()));
        }
    }

    /** A pod said what it does, unasked. */
    public void heard(String uid, Event.Uses uses) {
        QuotaHolder pod = pods.get(uid);
        if (pod != null) {
            hear(pod, () -> pod.says(uses));
        }
    }

    /** The first thing that is heard of a pod says what it has. */
    private void hear(QuotaHolder pod, Runnable what) {
        boolean first = !pod.isKnown();
        what.run();
        if (first && pod.isKnown()) {
            round = Instant.MIN;
            if (pod.isOld()) {
                pod.told().forEach((budget, parts) -> found.merge(budget, parts, Long::sum));
            }
        }
    }

    /**
     * A pod answered.
     *
     * @return the epoch of another operator that it follows and that is higher than ours; 0 where there is none
     */
    public long answered(String uid, Event.Uses uses, Instant now) {
        QuotaHolder pod = pods.get(uid);
        Revision theirs = uses.revision();
        if (pod == null || last == null) {
            return 0;
        }
        hear(pod, () -> pod.answers(uses));
        if (theirs != null && theirs.epoch() > last.epoch()) {
            pod.failed(now.plus(AFTER_FAILURE));
            return theirs.epoch();
        }
        if (theirs != null && theirs.compareTo(last) > 0) {
            last = theirs;
        }
        return 0;
    }

    /** A pod has answered another call: if its quotas did not reach it, they are tried again at once. */
    public void reached(String uid) {
        QuotaHolder pod = pods.get(uid);
        if (pod != null) {
            pod.reached();
        }
    }

    /** A message was not answered; it may have arrived. */
    public void failed(String uid, Instant now) {
        QuotaHolder pod = pods.get(uid);
        if (pod != null) {
            pod.failed(now.plus(AFTER_FAILURE));
        }
    }

    /** What to send now. */
    public List<Send> next(Instant now) {
        if (last == null || budgets.isEmpty()) {
            return List.of();
        }
        List<Send> messages = new ArrayList<>();
        List<QuotaHolder> ready = pods.values().stream().filter(pod -> pod.mayBeSent(now)).toList();
        for (QuotaHolder pod : ready) {
            if (!pod.isKnown()) {
                last = last.next();
                messages.add(new Send(pod.target(), pod.send(new QuotasMessage(owner, last, null))));
            }
        }
        if (!now.isBefore(round)) {
            round = now.plus(ROUND);
            rounds++;
            count();
            budgets.forEach(this::aim);
        }
        for (QuotaHolder pod : ready) {
            if (pod.isKnown()) {
                settle(pod, messages);
            }
        }
        return messages;
    }

    /** When {@link #next} should be asked again though nothing happened. */
    public Instant due() {
        return last == null || budgets.isEmpty() || pods.isEmpty() ? Instant.MAX : round;
    }

    // ---- who should have how much ----

    private void aim(BudgetName budget, SharedLimit limit) {
        List<QuotaHolder> movable = pods.values().stream().filter(QuotaHolder::isReached).toList();
        long fixed = pods.values().stream().filter(pod -> !pod.isReached()).mapToLong(pod -> pod.charged(budget, limit)).sum();
        long total = Math.max(0, available(budget, limit) - fixed);
        long least = limit.least(movable.size());
        long[] shares = Apportionment.of(movable.stream().mapToLong(pod -> pod.demand(budget)).toArray(), total, least);
        Arrays.setAll(shares, i -> limit.rounded(shares[i]));
        new Leftovers(budget, limit, movable, shares, rounds).handOut(total - LongStream.of(shares).sum());
        long charged = charged(budget, limit);
        boolean matters = charged > available(budget, limit) || limit.places() && charged == 0;
        for (int i = 0; i < shares.length; i++) {
            matters |= matters(movable.get(i), budget, limit, shares[i], least);
        }
        for (int i = 0; matters && i < shares.length; i++) {
            movable.get(i).aim(budget, shares[i]);
        }
    }

    private static boolean matters(QuotaHolder pod, BudgetName budget, SharedLimit limit, long share, long least) {
        if (!pod.wasTold()) {
            return true;
        }
        long now = pod.charged(budget, limit);
        long lacks = share - now;
        if (now < least && lacks > 0) {
            return true;
        }
        boolean busy = pod.demand(budget) > now - now / NEARLY;
        return busy && lacks > 0 && (lacks > share / OF_ITS_OWN || lacks > FleetConfig.WHOLE / OF_THE_BUDGET);
    }

    /** What there is for the pods that are known. */
    private long available(BudgetName budget, SharedLimit limit) {
        long all = FleetConfig.WHOLE - limit.reserved(pods.size());
        boolean allFound = pods.values().stream().allMatch(pod -> pod.isKnown() || !pod.isOld());
        // Those that have not answered have at most what those that have did not have.
        long unknown = allFound ? 0 : Math.max(0, FleetConfig.WHOLE - limit.reserved(podsBefore) - found.getOrDefault(budget, 0L));
        return all - unknown;
    }

    private void settle(QuotaHolder pod, List<Send> messages) {
        Map<BudgetName, Long> quotas = new TreeMap<>();
        budgets.forEach((budget, limit) -> quotas.put(budget, quota(pod, budget, limit)));
        if (!quotas.equals(pod.told()) || pod.isInDoubt()) {
            Revision revision = Objects.requireNonNull(last).next();
            last = revision;
            List<Quota> all = quotas.entrySet().stream().map(each -> new Quota(each.getKey(), each.getValue())).toList();
            messages.add(new Send(pod.target(), pod.send(new QuotasMessage(owner, revision, all))));
        }
    }

    /** What it may have now: what it should have, as far as nobody else is charged for it. */
    private long quota(QuotaHolder pod, BudgetName budget, SharedLimit limit) {
        long charged = pod.charged(budget, limit);
        long aim = pod.aim(budget, limit);
        if (aim <= charged) {
            return aim;
        }
        long gain = Math.min(aim - charged, available(budget, limit) - charged(budget, limit));
        return gain < aim - charged && gain < FleetConfig.WHOLE / CRUMB
                ? pod.told().getOrDefault(budget, limit.untold())
                : limit.rounded(charged + gain);
    }

    /** What pods may have at most now, all of them together: for tests. */
    long charged(BudgetName budget) {
        SharedLimit limit = budgets.get(budget);
        return limit == null ? 0 : charged(budget, limit);
    }

    private long charged(BudgetName budget, SharedLimit limit) {
        return pods.values().stream().mapToLong(pod -> pod.charged(budget, limit)).sum();
    }
}
