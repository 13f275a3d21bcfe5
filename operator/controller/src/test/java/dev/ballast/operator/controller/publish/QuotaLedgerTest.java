package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RateLimitConfig.Algorithm;
import dev.ballast.contract.snapshot.RateLimitConfig.Key;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.operator.controller.testing.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stories of a budget that pods share; the test is the pods, the network and the clock. */
class QuotaLedgerTest {
    static final BudgetName BUDGET = new BudgetName.OfLimit("few", "web", null);
    static final long WHOLE = FleetConfig.WHOLE;
    /** Of three replicas. */
    static final long UNTOLD = new FleetConfig(3).untold();

    private final QuotaLedger ledger = new QuotaLedger("ballast://store/uid");
    private final List<QuotaPod> pods = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    static Snapshot snapshot(int replicas, Algorithm algorithm, int requests) {
        Snapshot bare = Snapshots.of(80, "10.0.0.1");
        RateLimitConfig limit =
                new RateLimitConfig("few", List.of("web"), Key.Listener, null, algorithm, requests, 1, requests, true).ofFleet();
        return new Snapshot(
                bare.owner(), bare.features(), new LimitsConfig(0, List.of(limit), new FleetConfig(replicas)), bare.listeners(), bare.withheld(),
                bare.backends(), bare.certificates(), bare.authorities(), bare.drain(), bare.observability());
    }

    @Test
    void nothingIsSaidWhereNothingIsShared() {
        pods(3);
        ledger.tookOver(1);
        ledger.follow(Snapshots.of(80, "10.0.0.1"));

        assertThat(ledger.next(now)).isEmpty();
        assertThat(ledger.due()).isEqualTo(Instant.MAX);
    }

    @Test
    void aNewFleetSharesTheBudgetAlike() {
        standing(1_000, Algorithm.TokenBucket, 3);

        settle();

        long each = (WHOLE - 3 * UNTOLD) / 3;
        assertThat(quotas()).allSatisfy(quota -> assertThat(quota).isBetween(each - 2, each));
        assertThat(ledger.next(now.plusSeconds(1))).as("nothing matters any more").isEmpty();
    }

    /** Row 17 of behaviour.md. */
    @Test
    void theBudgetFollowsTheTraffic() {
        standing(1_000, Algorithm.TokenBucket, 3);
        settle();

        ask(1.08, 0.06, 0.06);

        assertThat(quotas().get(0)).isGreaterThan(WHOLE * 86 / 100);
        assertThat(quotas().subList(1, 3)).allSatisfy(quota -> assertThat(quota).isGreaterThanOrEqualTo(WHOLE * 6 / 100));
        assertThat(quotas().stream().mapToLong(Long::longValue).sum()).isGreaterThan(WHOLE * 98 / 100);

        ask(0.06, 1.08, 0.06);
        assertThat(quotas().get(1)).isGreaterThan(WHOLE * 86 / 100);
    }

    @Test
    void littleChangesMoveNothing() {
        standing(1_000, Algorithm.TokenBucket, 3);
        settle();
        ask(0.5, 0.2, 0.2);
        List<Long> before = quotas();

        ask(0.52, 0.19, 0.21);

        assertThat(quotas()).isEqualTo(before);
    }

    @Test
    void whatBecomesLessIsAnsweredBeforeAnythingBecomesMore() {
        standing(1_000, Algorithm.TokenBucket, 3);
        settle();
        List<Long> before = quotas();

        demand(1.0, 0, 0);
        now = now.plusSeconds(1);
        List<QuotaLedger.Send> first = ledger.next(now);

        assertThat(first).extracting(send -> send.target().uid()).contains("pod-1", "pod-2").doesNotContain("pod-0");
        deliver(first.getFirst());
        List<QuotaLedger.Send> next = ledger.next(now);
        assertThat(next).singleElement().extracting(send -> send.target().uid()).isEqualTo("pod-0");
        deliver(next.getFirst());
        long gave = before.get(1) - quotas().get(1);
        assertThat(quotas().getFirst() - before.getFirst()).as("what one of them gave").isBetween(gave, gave + 3);
    }

    @Test
    void aPodThatIsNotReachedKeepsWhatItHasUntilItIsGone() {
        standing(1_000, Algorithm.TokenBucket, 3);
        settle();
        long kept = quotas().get(2);
        pods.get(2).reachable = false;

        ask(1.0, 0.01, 0);
        assertThat(quotas().get(2)).isEqualTo(kept);
        assertThat(quotas().get(0)).isLessThan(WHOLE * 7 / 10);

        pods.remove(2);
        targets();
        ask(1.0, 0.01);
        assertThat(quotas().get(0)).isGreaterThan(WHOLE * 9 / 10);
    }

    @Test
    void anOperatorThatBeginsAnewLeavesEverythingAsItIs() {
        standing(1_000, Algorithm.TokenBucket, 3);
        settle();
        ask(1.08, 0.06, 0.06);
        List<Long> before = quotas();

        ledger.tookOver(2);
        List<QuotaLedger.Send> first = ledger.next(now);
        assertThat(first).hasSize(3).allSatisfy(send -> assertThat(send.message().quotas()).isNull());
        first.forEach(this::deliver);
        settle();

        assertThat(quotas()).isEqualTo(before);
        assertThat(pods).allSatisfy(pod -> assertThat(pod.followed().epoch()).isEqualTo(2));
    }

    @Test
    void asLongAsOneOfTheOldPodsHasNotAnsweredTheOthersShareWhatTheyHad() {
        standing(1_000, Algorithm.TokenBucket, 3);
        settle();
        List<Long> before = quotas();
        pods.get(2).reachable = false;
        ledger.tookOver(2);

        ask(1.0, 0.01, 0);

        assertThat(quotas().get(2)).isEqualTo(before.get(2));
        long ofBoth = before.get(0) + before.get(1);
        assertThat(quotas().get(0) + quotas().get(1)).isBetween(ofBoth - 2, ofBoth);
        assertThat(quotas().get(0)).isGreaterThan(WHOLE * 6 / 10);
    }

    @Test
    void aPodThatNobodyHasReachedYetHoldsUpNobody() {
        standing(1_000, Algorithm.TokenBucket, 2);
        QuotaPod starting = new QuotaPod("pod-2", UNTOLD);
        starting.reachable = false;
        pods.add(starting);
        targets();

        ask(1.0, 0.01, 0);

        assertThat(quotas().get(0)).isGreaterThan(WHOLE * 95 / 100);
    }

    @Test
    void aFewRequestsAreGivenWhole() {
        standing(5, Algorithm.SlidingWindow, 3);
        settle();
        assertThat(requests(5)).containsExactlyInAnyOrder(1L, 2L, 2L);

        ask(2.0, 0.3, 0.01);

        assertThat(requests(5).stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
        assertThat(requests(5).getFirst()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void whoFollowsAnOperatorOfAHigherEpochSaysSo() {
        standing(1_000, Algorithm.TokenBucket, 1);
        pods.getFirst().take(new Revision(7, 3), null);
        QuotaLedger.Send send = ledger.next(now).getFirst();

        Event.Uses answer = pods.getFirst().take(send.message().revision(), send.message().quotas());

        assertThat(ledger.answered("pod-0", answer, now)).isEqualTo(7);
        assertThat(ledger.next(now)).as("not again at once").isEmpty();
    }

    // ---- the fleet ----

    private void pods(int count) {
        for (int i = 0; i < count; i++) {
            pods.add(new QuotaPod("pod-" + i, UNTOLD));
        }
        targets();
    }

    private void targets() {
        ledger.targets(pods.stream().map(QuotaPod::target).toList());
    }

    private void standing(int requests, Algorithm algorithm, int count) {
        ledger.targets(List.of());
        ledger.tookOver(1);
        pods(count);
        ledger.follow(snapshot(3, algorithm, requests));
    }

    private void demand(double... ofTheBudget) {
        for (int i = 0; i < ofTheBudget.length; i++) {
            QuotaPod pod = pods.get(i);
            pod.demand = (long) (ofTheBudget[i] * WHOLE);
            ledger.heard(pod.target().uid(), pod.uses());
        }
    }

    private void ask(double... ofTheBudget) {
        demand(ofTheBudget);
        settle();
        demand(ofTheBudget);
        settle();
    }

    /** Some seconds in which every message arrives. */
    private void settle() {
        for (int i = 0; i < 50; i++) {
            now = now.plus(Duration.ofMillis(100));
            ledger.next(now).forEach(this::deliver);
        }
    }

    private void deliver(QuotaLedger.Send send) {
        QuotaPod pod = pods.stream().filter(each -> each.target().equals(send.target())).findFirst().orElseThrow();
        if (pod.reachable) {
            ledger.answered(pod.target().uid(), pod.take(send.message().revision(), send.message().quotas()), now);
        } else {
            ledger.failed(pod.target().uid(), now);
        }
        assertThat(quotas().stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(WHOLE);
    }

    private List<Long> quotas() {
        return pods.stream().map(pod -> pod.quota(BUDGET)).toList();
    }

    private List<Long> requests(int of) {
        return quotas().stream().map(parts -> (parts + 1) * of / WHOLE).toList();
    }
}
