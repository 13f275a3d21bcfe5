package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.QuotasMessage.Quota;
import dev.ballast.operator.controller.testing.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Stories of a cap that pods share; the test is the pods, the network and the clock. */
class PlacesLedgerTest {
    private final QuotaLedger ledger = new QuotaLedger("ballast://store/uid");
    private final List<QuotaPod> pods = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int cap;

    static BudgetName budget(int endpoint) {
        return new BudgetName.OfCap("shop", "10.0.0." + endpoint + ":8080");
    }

    /** @param endpoints how many there are, each with this cap */
    static Snapshot snapshot(int cap, int endpoints) {
        Snapshot bare = Snapshots.of(80, IntStream.rangeClosed(1, endpoints).mapToObj(i -> "10.0.0." + i).toArray(String[]::new));
        BackendConfig shop = bare.backends().getFirst();
        return bare.withBackends(List.of(
                new BackendConfig("shop", shop.policy().withCaps(new CapConfig(cap, 100, 5_000).ofFleet()), shop.endpoints())));
    }

    @Test
    void aNewFleetSharesThePlacesAlikeAndToTheLast() {
        standing(10, 3);

        assertThat(permits()).containsExactlyInAnyOrder(3, 3, 4);
        assertThat(ledger.next(now.plusSeconds(1))).as("nothing matters any more").isEmpty();
    }

    @Test
    void placesFollowTheTrafficAndEverybodyKeepsOne() {
        standing(10, 3);

        want(20, 0, 0);

        assertThat(permits()).containsExactly(8, 1, 1);
        want(0, 20, 0);
        assertThat(permits()).containsExactly(1, 8, 1);
    }

    @Test
    void whatIsInFlightCountsUntilItHasEnded() {
        standing(10, 3);
        want(20, 0, 0);
        pods.getFirst().inFlight = 8;

        want(0, 20, 20);
        assertThat(permits()).as("told less, and nobody has more for that").containsExactly(1, 1, 1);

        pods.getFirst().inFlight = 6;
        want(0, 20, 20);
        assertThat(permits().stream().mapToInt(Integer::intValue).sum()).as("what has ended is with the others").isEqualTo(1 + 4);

        pods.getFirst().inFlight = 0;
        want(0, 20, 20);
        assertThat(permits().getFirst()).isEqualTo(1);
        assertThat(permits().subList(1, 3)).containsExactlyInAnyOrder(4, 5);
    }

    @Test
    void ofOnePlaceThreePodsHaveTurns() {
        standing(1, 3);
        Set<Integer> had = new HashSet<>();
        for (int round = 0; round < 4; round++) {
            now = now.plusSeconds(1);
            wanting(1, 1, 1);
            round();
            assertThat(permits().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
            had.add(permits().indexOf(1));
        }
        assertThat(had).containsExactlyInAnyOrder(0, 1, 2);

        want(0, 2, 0);
        assertThat(permits()).as("who alone wants it keeps it").containsExactly(0, 1, 0);
        want(0, 2, 0);
        assertThat(permits()).containsExactly(0, 1, 0);
    }

    @Test
    void ofTwoPlacesThreePodsHaveTurns() {
        standing(2, 3);
        int[] had = new int[3];
        for (int round = 0; round < 30; round++) {
            now = now.plusSeconds(1);
            wanting(2, 2, 2);
            round();
            IntStream.range(0, 3).forEach(i -> had[i] += permits().get(i));
        }
        assertThat(had).as("twenty of thirty rounds each").containsExactly(20, 20, 20);
    }

    @Test
    void ofAFewPlacesManyPodsHaveTurns() {
        standing(15, 40);
        int[] wanted = new int[40];
        Arrays.fill(wanted, 2);
        int[] had = new int[40];
        for (int round = 0; round < 8; round++) {
            now = now.plusSeconds(1);
            wanting(wanted);
            round();
            IntStream.range(0, 40).forEach(i -> had[i] += permits().get(i));
        }
        assertThat(IntStream.of(had)).as("three of eight rounds each").allSatisfy(rounds -> assertThat(rounds).isBetween(2, 4));
    }

    @Test
    void whereThereAreManyEndpointsNobodyIsWithoutAPlaceAndNothingMoves() {
        cap = 1;
        ledger.tookOver(1);
        pods(3);
        ledger.follow(snapshot(1, 60));
        settle();
        int[] had = had(60);
        assertThat(IntStream.of(had).sum()).isEqualTo(60);
        assertThat(IntStream.of(had)).allSatisfy(places -> assertThat(places).isBetween(8, 34));

        pods(1);
        settle();
        int[] with = had(60);
        assertThat(IntStream.of(with).sum()).isEqualTo(60);
        assertThat(with[3]).as("a new pod has its part").isBetween(6, 26);
    }

    @Test
    void anEndpointThatComesIsSharedAndOneThatGoesIsForgottenOnceNobodyUsesIt() {
        standing(4, 2);
        ledger.follow(snapshot(4, 2));
        settle();
        assertThat(pods).allSatisfy(pod -> assertThat(pod.quota(budget(2))).isPositive());
        assertThat(ledger.charged(budget(2))).isEqualTo(1_000_000_000L);

        ledger.follow(snapshot(4, 1));
        settle();
        assertThat(pods).allSatisfy(pod -> assertThat(pod.quota(budget(2))).isZero());
    }

    @Test
    void anEndpointThatIsUsedThoughTheSnapshotHasItNoMoreIsStillShared() {
        standing(4, 2);
        pods.getFirst().inFlight = 1;
        pods.forEach(pod -> ledger.heard(pod.target().uid(), pod.uses()));

        ledger.follow(PlacesLedgerTest.withoutTheFirst(snapshot(4, 2)));
        settle();

        assertThat(permits()).as("both still say that they have it").containsExactly(2, 2);
    }

    private static Snapshot withoutTheFirst(Snapshot snapshot) {
        BackendConfig shop = snapshot.backends().getFirst();
        return snapshot.withBackends(List.of(shop.withEndpoints(shop.endpoints().subList(1, 2))));
    }

    @Test
    void aPodThatComesGetsAPlaceAtOnceAndOneThatGoesLeavesItsOwn() {
        standing(3, 2);
        want(5, 5);
        pods(1);
        round();
        assertThat(permits()).containsExactly(1, 1, 1);

        pods.remove(1);
        targets();
        want(5, 5);
        assertThat(permits().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
    }

    @Test
    void anOperatorThatBeginsAnewLeavesEverythingAsItIs() {
        standing(10, 3);
        want(20, 0, 0);
        pods.getFirst().inFlight = 8;
        List<Integer> before = permits();

        ledger.tookOver(2);
        settle();

        assertThat(permits()).isEqualTo(before);
    }

    @Test
    void aCapThatBecomesLessHoldsOnceEnoughHasEnded() {
        standing(10, 2);
        pods.forEach(pod -> pod.inFlight = 5);
        wanting(9, 9);

        pods.forEach(pod -> assertThat(pod.permits()).isEqualTo(5));
        List<QuotaPod> smaller = pods.stream().map(pod -> QuotaPod.ofCap(pod.target().uid(), budget(1), 4)).toList();
        for (int i = 0; i < 2; i++) {
            smaller.get(i).take(pods.get(i).followed(), List.of(new Quota(budget(1), pods.get(i).quota(budget(1)))));
            smaller.get(i).inFlight = 5;
        }
        pods.clear();
        pods.addAll(smaller);
        cap = 4;
        ledger.follow(snapshot(4, 1));
        want(9, 9);
        assertThat(pods).noneMatch(QuotaPod::begin);

        pods.forEach(pod -> pod.inFlight = 0);
        want(9, 9);
        assertThat(permits()).containsExactly(2, 2);
    }

    // ---- the fleet ----

    private void standing(int places, int count) {
        cap = places;
        ledger.tookOver(1);
        pods(count);
        ledger.follow(snapshot(places, 1));
        settle();
    }

    private void pods(int count) {
        for (int i = 0; i < count; i++) {
            pods.add(QuotaPod.ofCap("pod-" + pods.size(), budget(1), cap));
        }
        targets();
    }

    private void targets() {
        ledger.targets(pods.stream().map(QuotaPod::target).toList());
    }

    private void wanting(int... places) {
        for (int i = 0; i < places.length; i++) {
            QuotaPod pod = pods.get(i);
            pod.want(places[i]);
            ledger.heard(pod.target().uid(), pod.uses());
        }
    }

    private void want(int... places) {
        wanting(places);
        settle();
        wanting(places);
        settle();
    }

    /** Some seconds in which every message arrives. */
    private void settle() {
        for (int i = 0; i < 30; i++) {
            now = now.plus(Duration.ofMillis(100));
            round();
        }
    }

    /** All that is to be said now. */
    private void round() {
        for (List<QuotaLedger.Send> sends = ledger.next(now); !sends.isEmpty(); sends = ledger.next(now)) {
            sends.forEach(this::deliver);
        }
    }

    private void deliver(QuotaLedger.Send send) {
        QuotaPod pod = pods.stream().filter(each -> each.target().uid().equals(send.target().uid())).findFirst().orElseThrow();
        Event.Uses answer = pod.take(send.message().revision(), send.message().quotas());
        ledger.answered(pod.target().uid(), answer, now);
    }

    private List<Integer> permits() {
        return pods.stream().map(QuotaPod::permits).toList();
    }

    private int[] had(int endpoints) {
        return pods.stream()
                .mapToInt(pod -> (int) IntStream.rangeClosed(1, endpoints).filter(endpoint -> pod.quota(budget(endpoint)) > 0).count())
                .toArray();
    }
}
