package dev.ballast.operator.controller.publish;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Stale;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.identity.NameConflict;
import dev.ballast.operator.controller.publish.Delivery.Boot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one LoadBalancer's pods should run, what each was last heard to run, and what is to be done about the difference. No input or
 * output, no clock, no threads of its own: it is told what happened and when, and says what to do next. One sequential executor owns it.
 *
 * <p>The rules (channel.md of the design): an equal digest is left alone, whatever its revision; a pod is heard at least every
 * {@link #SILENCE}, by its event stream or by being asked; whoever differs is pushed to, with back-off after a failure; the boot Secret moves
 * once every pod that is Ready or has answered runs what is wanted.
 */
final class DeliveryLedger {
    /** Endpoints that differ for longer than this are told. */
    static final Duration LAG = Duration.ofSeconds(5);
    /** A pod that was not heard for this long is asked. Its heartbeat comes every 5 s. */
    static final Duration SILENCE = Duration.ofSeconds(6);
    /** A boot Secret whose endpoints alone are behind is written at most this often. */
    static final Duration BOOT_PACE = Duration.ofSeconds(10);
    /** The largest boot snapshot, compressed: what a Secret holds. */
    static final int BOOT_LIMIT = 1 << 20;

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    /** A pod that starts waits 3 s for its push: it must be found well within that. */
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    private final Map<String, Pod> pods = new TreeMap<>();
    private @Nullable Revision last;
    private @Nullable Wanted wanted;
    private @Nullable Snapshot lastGood;
    private @Nullable NameConflict conflict;
    private Takeover takeover = Takeover.DUE;
    private Instant takeoverNotBefore = Instant.MIN;
    private int takeoverFailures;
    private long highestHeard;
    private @Nullable Digests boot;
    private Instant bootWritten = Instant.MIN;
    private Instant bootNotBefore = Instant.MIN;
    private boolean bootWriting;
    private int bootTooLarge;
    private @Nullable Duration convergence;
    private long connectFailures;
    private Instant connectFailureNotBefore = Instant.MIN;

    private enum Takeover {
        DUE,
        RUNNING,
        DONE
    }

    /** Something to do, outside the ledger. */
    sealed interface Action {
        /** Find the highest epoch, at least {@code above}, and take the next. Answer with {@link #tookOver} or {@link #takeoverFailed}. */
        record TakeOver(List<Target> pods, long above) implements Action {}

        /** Ask what runs. Answer with {@link #heard} or {@link #failed}. */
        record Ask(Target target) implements Action {}

        /** Send the whole, or only the endpoints. Answer with {@link #answered} or {@link #failed}. */
        record Push(Target target, Wanted wanted, boolean endpointsOnly) implements Action {}

        /** Open the event stream. Answer with {@link #heard}, at the end with {@link #streamEnded}. */
        record Listen(Target target) implements Action {}

        /** End the event stream: the pod is gone, or was silent for too long. */
        record HangUp(Target target) implements Action {}

        /** Write the boot Secret. Answer with {@link #bootWritten}, {@link #bootFailed} or {@link #overtaken}. */
        record WriteBoot(Wanted wanted) implements Action {}
    }

    private static final class Pod {
        private Target target;
        private @Nullable Revision revision;
        private @Nullable Digests digests;
        private @Nullable Instant heard;
        /** Whether what was heard may be outdated: ask, whenever it was heard. */
        private boolean doubted;
        private @Nullable Instant streamSince;
        private boolean busy;
        private boolean wholeOnly;
        private int failures;
        private Instant notBefore = Instant.MIN;
        private Instant listenNotBefore = Instant.MIN;
        private @Nullable Revision refusedRevision;
        private List<Problem> refused = List.of();
        private @Nullable String failure;

        private Pod(Target target) {
            this.target = target;
        }
    }

    // ---- what is wanted ----

    /** The pods that there are now. */
    List<Action> targets(Collection<Target> targets) {
        List<Action> actions = new ArrayList<>();
        Set<String> present = new HashSet<>();
        for (Target target : targets) {
            present.add(target.uid());
            Pod known = pods.get(target.uid());
            if (known != null && !sameAddress(known.target, target)) {
                hangUp(known, actions);
                known = null;
            }
            if (known == null) {
                pods.put(target.uid(), new Pod(target));
            } else {
                known.target = target;
            }
        }
        pods.values().stream().filter(pod -> !present.contains(pod.target.uid())).forEach(pod -> hangUp(pod, actions));
        pods.keySet().retainAll(present);
        return actions;
    }

    private static boolean sameAddress(Target one, Target other) {
        return one.host().equals(other.host()) && one.port() == other.port();
    }

    private static void hangUp(Pod pod, List<Action> actions) {
        if (pod.streamSince != null) {
            actions.add(new Action.HangUp(pod.target));
        }
    }

    /** What every pod should run. Equal digests: nothing happens. Ignored until the epoch is taken. */
    void want(Snapshot snapshot, Instant now) {
        if (last == null) {
            return;
        }
        Digests digests = Wire.digests(snapshot);
        if (wanted != null && wanted.digests().equals(digests)) {
            return;
        }
        boolean endpointsOnly = wanted != null && wanted.digests().configuration().equals(digests.configuration());
        last = last.next();
        wanted = new Wanted(last, snapshot, digests, now, endpointsOnly ? wanted : null);
        lastGood = snapshot;
        convergence = null;
        bootTooLarge = 0;
        for (Pod pod : pods.values()) {
            pod.wholeOnly = false;
            pod.refusedRevision = null;
            pod.refused = List.of();
            if (pod.failure == null) {
                pod.notBefore = Instant.MIN;
            }
        }
    }

    // ---- what happened ----

    /** The epoch is ours. {@code found} is what the boot Secret held. */
    void tookOver(long epoch, @Nullable SnapshotMessage found) {
        takeover = Takeover.DONE;
        takeoverFailures = 0;
        conflict = null;
        last = new Revision(epoch, 0);
        boot = found == null ? null : Wire.digests(found.snapshot());
        if (wanted != null) {
            // Taken anew: what is wanted stays, its place in the order is new.
            last = last.next();
            wanted = new Wanted(last, wanted.snapshot(), wanted.digests(), wanted.since(), null);
        } else if (found != null) {
            lastGood = found.snapshot();
        }
    }

    /** The epoch could not be taken. */
    void takeoverFailed(@Nullable NameConflict inTheWay, Instant now) {
        takeover = Takeover.DUE;
        conflict = inTheWay;
        takeoverFailures++;
        takeoverNotBefore = now.plus(inTheWay != null ? Duration.ofSeconds(30) : backoff(takeoverFailures));
    }

    /** Another operator has taken a higher epoch, or wrote the boot Secret: take the next one, if we are still the one to do it. */
    void overtaken(Instant now) {
        bootWriting = false;
        if (takeover == Takeover.DONE) {
            takeover = Takeover.DUE;
            takeoverNotBefore = now.plus(FIRST_BACKOFF);
        }
    }

    /** The same, where a pod said which epoch that is. */
    void overtakenBy(long epoch, Instant now) {
        highestHeard = Math.max(highestHeard, epoch);
        overtaken(now);
    }

    /** A pod said what it runs, unasked or asked. */
    void heard(String uid, @Nullable Revision revision, @Nullable Digests digests, boolean asked, Instant now) {
        Pod pod = pods.get(uid);
        if (pod != null) {
            if (asked) {
                pod.busy = false;
                pod.notBefore = Instant.MIN;
            }
            says(pod, revision, digests, now);
        }
    }

    /** A pod answered a push. */
    void answered(String uid, Answer answer, Instant now) {
        Pod pod = pods.get(uid);
        if (pod == null) {
            return;
        }
        pod.busy = false;
        switch (answer) {
            case Ack ack -> {
                pod.wholeOnly = false;
                pod.refusedRevision = null;
                pod.refused = List.of();
                says(pod, ack.revision(), ack.digests(), now);
            }
            case Stale stale -> {
                pod.wholeOnly = true;
                says(pod, stale.running(), stale.digests(), now);
                if (last != null && stale.running() != null && stale.running().compareTo(last) >= 0 && !runsWanted(pod)) {
                    overtaken(now);
                }
            }
            case Nack nack -> {
                says(pod, pod.revision, pod.digests, now);
                pod.refusedRevision = nack.revision();
                pod.refused = nack.problems();
                // A port that is taken may come free: it is offered again, slowly.
                pod.failures++;
                pod.notBefore = now.plus(LAG);
            }
        }
    }

    /** A call to a pod failed. */
    void failed(String uid, String why, Instant now) {
        Pod pod = pods.get(uid);
        if (pod != null) {
            pod.busy = false;
            pod.failures++;
            pod.failure = why;
            pod.notBefore = now.plus(backoff(pod.failures));
        }
    }

    /** A pod's event stream ended. */
    void streamEnded(String uid, Instant now) {
        Pod pod = pods.get(uid);
        if (pod != null && pod.streamSince != null) {
            pod.streamSince = null;
            pod.listenNotBefore = now.plus(LONGEST_BACKOFF);
            // Perhaps it restarts: find out now, not at the next heartbeat.
            pod.doubted = true;
        }
    }

    /** An endpoint that should be ready refused a pod. Many pods may say so of many endpoints: it counts once a second. */
    void connectFailure(String uid, Instant now) {
        Pod pod = pods.get(uid);
        if (pod != null) {
            pod.doubted = true;
            if (!now.isBefore(connectFailureNotBefore)) {
                connectFailureNotBefore = now.plusSeconds(1);
                connectFailures++;
            }
        }
    }

    void bootWritten(Wanted written, Instant now) {
        bootWriting = false;
        boot = written.digests();
        bootWritten = now;
    }

    void bootFailed(Instant now) {
        bootWriting = false;
        bootNotBefore = now.plus(LONGEST_BACKOFF);
    }

    void bootTooLarge(Wanted refused, int bytes) {
        bootWriting = false;
        if (refused == wanted) {
            bootTooLarge = bytes;
        }
    }

    private void says(Pod pod, @Nullable Revision revision, @Nullable Digests digests, Instant now) {
        pod.revision = revision;
        pod.digests = digests;
        pod.heard = now;
        pod.doubted = false;
        pod.failures = 0;
        pod.failure = null;
        if (wanted != null && convergence == null && readyPodsRunWanted()) {
            convergence = Duration.between(wanted.since(), now);
        }
    }

    // ---- what to do ----

    /** What to do now. Each action is handed out once, and is under way until it is answered. */
    List<Action> next(Instant now) {
        List<Action> actions = new ArrayList<>();
        if (takeover == Takeover.DUE && !now.isBefore(takeoverNotBefore)) {
            takeover = Takeover.RUNNING;
            actions.add(new Action.TakeOver(pods.values().stream().map(pod -> pod.target).toList(), highestHeard));
        }
        if (takeover == Takeover.DONE) {
            pods.values().forEach(pod -> next(pod, now, actions));
            boot(now, actions);
        }
        return actions;
    }

    private void next(Pod pod, Instant now, List<Action> actions) {
        boolean silent = !now.isBefore(silentAt(pod));
        if (silent && pod.streamSince != null && !now.isBefore(pod.streamSince.plus(SILENCE.multipliedBy(2)))) {
            actions.add(new Action.HangUp(pod.target));
            pod.streamSince = null;
            pod.listenNotBefore = now.plus(LONGEST_BACKOFF);
        }
        if (pod.heard != null && pod.streamSince == null && !now.isBefore(pod.listenNotBefore)) {
            pod.streamSince = now;
            actions.add(new Action.Listen(pod.target));
        }
        if (pod.busy || now.isBefore(pod.notBefore)) {
            return;
        }
        if (silent) {
            pod.busy = true;
            actions.add(new Action.Ask(pod.target));
        } else if (wanted != null && !runsWanted(pod)) {
            pod.busy = true;
            actions.add(new Action.Push(pod.target, wanted, !pod.wholeOnly && wanted.reachableByEndpoints(pod.digests)));
        }
    }

    private static Instant silentAt(Pod pod) {
        return pod.heard == null || pod.doubted ? Instant.MIN : pod.heard.plus(SILENCE);
    }

    private void boot(Instant now, List<Action> actions) {
        if (wanted == null || bootWriting || bootTooLarge > 0 || wanted.digests().equals(boot)) {
            return;
        }
        boolean endpointsOnly = boot != null && boot.configuration().equals(wanted.digests().configuration());
        boolean due = !now.isBefore(bootNotBefore) && (!endpointsOnly || !now.isBefore(bootDue()));
        if (due && rolledOut()) {
            bootWriting = true;
            actions.add(new Action.WriteBoot(wanted));
        }
    }

    private Instant bootDue() {
        return bootWritten.equals(Instant.MIN) ? Instant.MIN : bootWritten.plus(BOOT_PACE);
    }

    /** When {@link #next} should be asked again though nothing happened; {@code Instant.MAX} = only when something does. */
    Instant due(Instant now) {
        if (takeover != Takeover.DONE) {
            return takeover == Takeover.DUE ? takeoverNotBefore : Instant.MAX;
        }
        Instant due = Instant.MAX;
        for (Pod pod : pods.values()) {
            Instant silence = silentAt(pod);
            Instant next = wanted != null && !runsWanted(pod) && pod.notBefore.isBefore(silence) ? pod.notBefore : silence;
            due = earlier(due, pod.busy ? Instant.MAX : later(next, pod.notBefore));
            if (pod.streamSince == null && pod.heard != null) {
                due = earlier(due, pod.listenNotBefore);
            } else if (pod.streamSince != null) {
                due = earlier(due, later(silence, pod.streamSince.plus(SILENCE.multipliedBy(2))));
            }
            if (wanted != null && !runsWanted(pod) && now.isBefore(wanted.since().plus(LAG))) {
                due = earlier(due, wanted.since().plus(LAG));
            }
        }
        if (wanted != null && !bootWriting && bootTooLarge == 0 && !wanted.digests().equals(boot) && rolledOut()) {
            due = earlier(due, later(bootNotBefore, bootDue()));
        }
        return due;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration backoff(int failures) {
        Duration grown = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 10));
        return grown.compareTo(LONGEST_BACKOFF) < 0 ? grown : LONGEST_BACKOFF;
    }

    // ---- what is true ----

    private boolean runsWanted(Pod pod) {
        return wanted != null && wanted.digests().equals(pod.digests);
    }

    private boolean runsConfiguration(Pod pod) {
        return wanted != null && pod.digests != null && pod.digests.configuration().equals(wanted.digests().configuration());
    }

    private boolean readyPodsRunWanted() {
        return pods.values().stream().filter(pod -> pod.target.ready()).allMatch(this::runsWanted);
    }

    /**
     * A pod that goes does not count. One that is not Ready counts while it answers: before it does it starts, and will start from what is
     * written now; one that has broken must not hold the others up.
     */
    private boolean rolledOut() {
        return pods.values().stream()
                .filter(pod -> !pod.target.going())
                .filter(pod -> pod.target.ready() || (pod.heard != null && pod.failure == null))
                .allMatch(this::runsConfiguration);
    }

    /** Digests of what should run; absent while that is not known. */
    @Nullable Digests wanted() {
        return wanted == null ? null : wanted.digests();
    }

    /** How far it is. */
    Delivery delivery(Instant now) {
        List<Delivery.Pod> told = pods.values().stream()
                .map(pod -> told(pod, now))
                .sorted(Comparator.comparing(Delivery.Pod::name).thenComparing(Delivery.Pod::uid))
                .toList();
        Boot bootNow = bootTooLarge > 0
                ? new Boot.TooLarge(bootTooLarge)
                : wanted != null && boot != null && boot.configuration().equals(wanted.digests().configuration())
                        ? new Boot.Current()
                        : new Boot.Behind();
        return new Delivery(
                last != null,
                conflict,
                lastGood,
                wanted == null ? null : wanted.revision(),
                wanted == null ? null : wanted.digests(),
                told,
                bootNow,
                convergence,
                connectFailures);
    }

    private Delivery.Pod told(Pod pod, Instant now) {
        boolean lagging = wanted != null && !runsWanted(pod) && !now.isBefore(wanted.since().plus(LAG));
        return new Delivery.Pod(
                pod.target.name(),
                pod.target.uid(),
                pod.heard != null,
                runsConfiguration(pod),
                lagging,
                pod.refused,
                pod.failure);
    }
}
