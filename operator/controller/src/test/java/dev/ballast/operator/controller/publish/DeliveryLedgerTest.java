package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Stale;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.publish.Delivery.Boot;
import dev.ballast.operator.controller.publish.DeliveryLedger.Action;
import dev.ballast.operator.controller.testing.Snapshots;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stories of one LoadBalancer's delivery; the test is the pods, the API server and the clock. */
class DeliveryLedgerTest {
    private static final Snapshot FIRST = Snapshots.of(80, "10.0.0.1");
    private static final Snapshot MOVED = Snapshots.of(80, "10.0.0.2");
    private static final Snapshot OTHER_PORT = Snapshots.of(81, "10.0.0.2");

    private final DeliveryLedger ledger = new DeliveryLedger();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void nothingIsPushedBeforeTheEpochIsTaken() {
        ledger.targets(List.of(pod("a", true)));
        ledger.want(FIRST, now);

        assertThat(ledger.next(now)).singleElement().isInstanceOf(Action.TakeOver.class);
        assertThat(ledger.next(now)).isEmpty();

        ledger.takeoverFailed(null, now);
        assertThat(ledger.next(now)).isEmpty();
        assertThat(ledger.next(ledger.due(now))).singleElement().isInstanceOf(Action.TakeOver.class);
    }

    @Test
    void aPodIsAskedThenPushedToThenListenedTo() {
        standing(7, pod("a", true));
        ledger.want(FIRST, now);

        assertThat(ledger.next(now)).containsExactly(new Action.Ask(pod("a", true)));
        ledger.heard("a", null, null, true, now);
        List<Action> actions = ledger.next(now);
        assertThat(actions).hasExactlyElementsOfTypes(Action.Listen.class, Action.Push.class);
        assertThat(push(actions).wanted().revision()).isEqualTo(new Revision(7, 1));

        ack("a", FIRST, 7, 1);
        assertThat(pushes()).isEmpty();
        assertThat(told("a").current()).isTrue();
    }

    @Test
    void anEqualDigestIsNoNewRevision() {
        running(FIRST, pod("a", true));

        ledger.want(Snapshots.of(80, "10.0.0.1"), now);

        assertThat(ledger.next(now)).isEmpty();
        assertThat(ledger.delivery(now).revision()).isEqualTo(new Revision(1, 1));
    }

    @Test
    void aPodOfAnEarlierEpochWithEqualDigestIsLeftAlone() {
        standing(2, pod("a", true));
        ledger.want(FIRST, now);
        ledger.next(now);

        ledger.heard("a", new Revision(1, 40), Wire.digests(FIRST), true, now);

        assertThat(pushes()).isEmpty();
        assertThat(told("a").current()).isTrue();
    }

    @Test
    void onlyEndpointsAreSentWhereOnlyTheyDiffer() {
        running(FIRST, pod("a", true));

        ledger.want(MOVED, now);
        assertThat(push(ledger.next(now)).endpointsOnly()).isTrue();
        assertThat(told("a").current()).as("endpoints are not configuration").isTrue();
        ack("a", MOVED, 1, 2);

        ledger.want(OTHER_PORT, now);
        assertThat(push(ledger.next(now)).endpointsOnly()).isFalse();
        assertThat(told("a").current()).isFalse();
    }

    @Test
    void onAnotherBaseTheWholeIsSent() {
        running(FIRST, pod("a", true));
        ledger.want(MOVED, now);
        assertThat(push(ledger.next(now)).endpointsOnly()).isTrue();

        ledger.answered("a", new Stale(new Revision(1, 1), Wire.digests(FIRST)), now);

        assertThat(push(ledger.next(now)).endpointsOnly()).isFalse();
    }

    @Test
    void anEarlierStepIsNotKeptForever() {
        running(FIRST, pod("a", true));
        ledger.want(MOVED, now);
        ledger.want(Snapshots.of(80, "10.0.0.3"), now);

        assertThat(push(ledger.next(now)).endpointsOnly()).as("two steps behind: the whole").isFalse();
    }

    @Test
    void aFailedPushIsTriedAgainWithBackOff() {
        running(FIRST, pod("a", true));
        ledger.want(OTHER_PORT, now);
        assertThat(pushes()).hasSize(1);

        ledger.failed("a", "connection refused", now);
        assertThat(pushes()).isEmpty();
        Instant first = ledger.due(now);
        assertThat(first).isAfter(now).isBefore(now.plusSeconds(1));
        now = first;
        assertThat(pushes()).hasSize(1);
        for (int i = 0; i < 20; i++) {
            ledger.failed("a", "connection refused", now);
            now = now.plusSeconds(1);
            assertThat(ledger.next(now))
                    .as("at least once a second: a pod that starts waits for no more than three")
                    .anyMatch(action -> action instanceof Action.Push || action instanceof Action.Ask);
        }
        assertThat(told("a").failure()).isEqualTo("connection refused");
    }

    @Test
    void aRefusalIsToldAndOfferedAgainSlowly() {
        running(FIRST, pod("a", true));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);
        Problem taken = new Problem("listeners[web].bindPort", Reason.PortUnavailable, "taken");

        ledger.answered("a", new Nack(new Revision(1, 2), List.of(taken)), now);

        assertThat(told("a").refused()).containsExactly(taken);
        assertThat(pushes()).isEmpty();
        now = now.plus(DeliveryLedger.LAG);
        assertThat(pushes()).hasSize(1);
        ledger.answered("a", new Nack(new Revision(1, 2), List.of(taken)), now);

        ledger.want(MOVED, now);
        assertThat(told("a").refused()).as("that was another snapshot").isEmpty();
        assertThat(pushes()).hasSize(1);
    }

    @Test
    void aSilentPodIsAskedAndRepaired() {
        running(FIRST, pod("a", true));

        now = now.plus(DeliveryLedger.SILENCE);
        assertThat(ledger.next(now)).contains(new Action.Ask(pod("a", true)));
        ledger.heard("a", new Revision(1, 0), Wire.digests(OTHER_PORT), true, now);

        assertThat(pushes()).hasSize(1);
    }

    @Test
    void heartbeatsKeepAPodFromBeingAsked() {
        running(FIRST, pod("a", true));

        for (int i = 0; i < 10; i++) {
            now = now.plusSeconds(5);
            ledger.heard("a", new Revision(1, 1), Wire.digests(FIRST), false, now);
            assertThat(ledger.next(now)).isEmpty();
        }
    }

    @Test
    void aStreamThatHasGoneQuietIsHungUp() {
        running(FIRST, pod("a", true));

        now = now.plus(DeliveryLedger.SILENCE.multipliedBy(2));

        assertThat(ledger.next(now)).contains(new Action.HangUp(pod("a", true)), new Action.Ask(pod("a", true)));
    }

    @Test
    void anEndedStreamAndAConnectFailureMakeAPodBeAskedAtOnce() {
        running(FIRST, pod("a", true));

        ledger.streamEnded("a", now);
        assertThat(ledger.next(now)).containsExactly(new Action.Ask(pod("a", true)));
        ledger.heard("a", new Revision(1, 1), Wire.digests(FIRST), true, now);
        ledger.connectFailure("a", now);
        ledger.connectFailure("a", now);

        assertThat(ledger.next(now)).containsExactly(new Action.Ask(pod("a", true)));
        assertThat(ledger.delivery(now).connectFailures()).as("at most once a second").isEqualTo(1);
    }

    @Test
    void lagIsToldAfterFiveSecondsAndNotBefore() {
        running(FIRST, pod("a", true));
        ledger.want(MOVED, now);
        ledger.next(now);

        assertThat(told("a").lagging()).isFalse();
        assertThat(ledger.due(now)).isBeforeOrEqualTo(now.plus(DeliveryLedger.LAG));
        now = now.plus(DeliveryLedger.LAG);
        assertThat(told("a").lagging()).isTrue();

        ack("a", MOVED, 1, 2);
        assertThat(told("a").lagging()).isFalse();
        assertThat(ledger.delivery(now).convergence()).isEqualTo(DeliveryLedger.LAG);
    }

    @Test
    void theBootSecretIsWrittenAtOnceWhereNoPodIs() {
        standing(1);
        ledger.want(FIRST, now);

        Wanted written = boot(ledger.next(now));
        ledger.bootWritten(written, now);

        assertThat(ledger.delivery(now).boot()).isEqualTo(new Boot.Current());
    }

    @Test
    void theBootSecretMovesWhenEveryPodRunsIt() {
        running(FIRST, pod("a", true), pod("b", true));

        ledger.want(OTHER_PORT, now);
        assertThat(ledger.next(now)).hasOnlyElementsOfType(Action.Push.class);
        ack("a", OTHER_PORT, 1, 2);
        assertThat(ledger.next(now)).isEmpty();
        assertThat(ledger.delivery(now).boot()).isEqualTo(new Boot.Behind());

        ack("b", OTHER_PORT, 1, 2);
        assertThat(boot(ledger.next(now)).revision()).isEqualTo(new Revision(1, 2));
    }

    @Test
    void aPodThatGoesDoesNotHoldTheOthersUp() {
        running(FIRST, pod("a", true), pod("b", true));
        ledger.targets(List.of(pod("a", true), new Target("b", "b", "10.1.0.1", 9443, false, true)));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);

        ack("a", OTHER_PORT, 1, 2);

        assertThat(boot(ledger.next(now)).revision()).isEqualTo(new Revision(1, 2));
    }

    @Test
    void aPodThatIsNotReadyAndHasBrokenDoesNotHoldTheOthersUp() {
        running(FIRST, pod("a", true), pod("b", true));
        ledger.targets(List.of(pod("a", true), pod("b", false)));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);

        ack("a", OTHER_PORT, 1, 2);
        assertThat(ledger.next(now)).as("it may still answer").isEmpty();
        ledger.failed("b", "connection refused", now);

        assertThat(boot(ledger.next(now)).revision()).isEqualTo(new Revision(1, 2));
    }

    @Test
    void whileAPodIsBehindTheLedgerDoesNotSpin() {
        running(FIRST, pod("a", true));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);
        now = now.plusSeconds(60);

        assertThat(ledger.next(now)).hasOnlyElementsOfType(Action.HangUp.class);
        assertThat(ledger.due(now)).as("its push is under way").isAfter(now);
        ledger.failed("a", "timed out", now);
        assertThat(ledger.due(now)).isAfter(now);
    }

    @Test
    void aBootSecretThatSomebodyDeletedIsWrittenWithTheNextEpoch() {
        running(FIRST, pod("a", true));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);
        ack("a", OTHER_PORT, 1, 2);
        ledger.next(now);
        ledger.overtaken(now);
        now = ledger.due(now);
        ledger.next(now);

        ledger.tookOver(2, null);

        assertThat(boot(ledger.next(now)).revision()).isEqualTo(new Revision(2, 1));
    }

    @Test
    void endpointsAloneMoveTheBootSecretOnceInTenSeconds() {
        running(FIRST, pod("a", true));
        ledger.want(MOVED, now);
        ledger.next(now);
        ack("a", MOVED, 1, 2);

        assertThat(ledger.next(now)).isEmpty();
        assertThat(ledger.delivery(now).boot()).as("its configuration is the wanted one").isEqualTo(new Boot.Current());
        now = now.plus(DeliveryLedger.BOOT_PACE);
        assertThat(ledger.next(now)).anyMatch(Action.WriteBoot.class::isInstance);
    }

    @Test
    void aSnapshotThatDoesNotFitIsToldAndPushedAllTheSame() {
        running(FIRST, pod("a", true));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);
        ack("a", OTHER_PORT, 1, 2);
        Wanted wanted = boot(ledger.next(now));

        ledger.bootTooLarge(wanted, 2_000_000);

        assertThat(ledger.delivery(now).boot()).isEqualTo(new Boot.TooLarge(2_000_000));
        assertThat(ledger.next(now)).isEmpty();
    }

    @Test
    void whatTheBootSecretHeldIsTheLastGood() {
        ledger.next(now);
        ledger.tookOver(5, new SnapshotMessage(new Revision(4, 9), FIRST));

        assertThat(ledger.delivery(now).lastGood()).isEqualTo(FIRST);
        ledger.want(FIRST, now);
        assertThat(ledger.next(now)).as("it holds what is wanted").isEmpty();
    }

    @Test
    void whoIsOvertakenTakesTheNextEpochAndPushesAgain() {
        running(FIRST, pod("a", true));
        ledger.want(OTHER_PORT, now);
        ledger.next(now);

        ledger.answered("a", new Stale(new Revision(9, 3), Wire.digests(FIRST)), now);
        assertThat(ledger.next(now)).isEmpty();
        now = ledger.due(now);
        assertThat(ledger.next(now)).singleElement().isInstanceOf(Action.TakeOver.class);
        ledger.tookOver(10, null);

        assertThat(push(ledger.next(now)).wanted().revision()).isEqualTo(new Revision(10, 1));
    }

    @Test
    void aPodThatHasAnAnswerAlreadyIsNotASignOfAnotherOperator() {
        running(FIRST, pod("a", true));
        ledger.heard("a", new Revision(1, 1), Wire.digests(MOVED), false, now);
        assertThat(pushes()).hasSize(1);

        ledger.answered("a", new Stale(new Revision(1, 1), Wire.digests(FIRST)), now);

        assertThat(ledger.next(now)).isEmpty();
    }

    @Test
    void aPodOfTheSameNameAndAnotherUidIsAnother() {
        running(FIRST, pod("a", true));

        List<Action> actions = ledger.targets(List.of(new Target("a", "another", "10.1.0.1", 9443, false, false)));

        assertThat(actions).containsExactly(new Action.HangUp(pod("a", true)));
        assertThat(ledger.next(now)).hasOnlyElementsOfType(Action.Ask.class);
        assertThat(told("another").heard()).isFalse();
    }

    // ---- words ----

    private static Target pod(String uid, boolean ready) {
        return new Target(uid, uid, "10.1.0.1", 9443, ready, false);
    }

    private void standing(long epoch, Target... pods) {
        ledger.targets(Arrays.asList(pods));
        ledger.next(now);
        ledger.tookOver(epoch, null);
    }

    /** Every pod runs it, is listened to, and the boot Secret holds it. */
    private void running(Snapshot snapshot, Target... pods) {
        standing(1, pods);
        ledger.want(snapshot, now);
        for (Target pod : pods) {
            ledger.next(now);
            ledger.heard(pod.uid(), null, null, true, now);
        }
        ledger.next(now);
        for (Target pod : pods) {
            ack(pod.uid(), snapshot, 1, 1);
        }
        ledger.bootWritten(boot(ledger.next(now)), now);
        assertThat(ledger.next(now)).isEmpty();
    }

    private void ack(String uid, Snapshot snapshot, long epoch, long sequence) {
        ledger.answered(uid, new Ack(new Revision(epoch, sequence), Wire.digests(snapshot)), now);
    }

    private List<Action> pushes() {
        return ledger.next(now).stream().filter(Action.Push.class::isInstance).toList();
    }

    private static Action.Push push(List<Action> actions) {
        return actions.stream()
                .filter(Action.Push.class::isInstance)
                .map(Action.Push.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Wanted boot(List<Action> actions) {
        return actions.stream()
                .filter(Action.WriteBoot.class::isInstance)
                .map(action -> ((Action.WriteBoot) action).wanted())
                .findFirst()
                .orElseThrow();
    }

    private Delivery.Pod told(String uid) {
        return ledger.delivery(now).pods().stream().filter(pod -> pod.uid().equals(uid)).findFirst().orElseThrow();
    }
}
