package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A cap that a fleet shares, over a bad network: messages and answers are late, lost, or overtaken by others; operators end and begin while messages of the one
 * before are still under way; pods come, go, and are not reached for a while; exchanges begin where there is a permit, and end at any time, or never. At no moment
 * may there be more at the endpoint than its cap. When all that is over, everybody who wants a place gets one.
 */
class PlacesLedgerPropertyTest {
    private static final int MOST_PODS = 6;

    private Random random = new Random();
    private QuotaLedger ledger = new QuotaLedger("ballast://store/uid");
    private int cap;
    private long epoch = 1;
    private int named;
    private final List<QuotaPod> pods = new ArrayList<>();
    private final List<Runnable> underWay = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensThereAreNeverMoreAtTheEndpointThanItsCap(int seed) {
        random = new Random(seed);
        cap = 1 + random.nextInt(12);
        start();
        takeOver();
        int most = 0;
        for (int step = 0; step < 4_000; step++) {
            happen();
            most = Math.max(most, checked(seed, step));
        }
        assertThat(most).as("seed %d: and it is used", seed).isGreaterThan(cap / 2);

        everybodyIsServed(seed);
    }

    /** No more is in flight than may be; nor could be, by the permits of pods that are not full. */
    private int checked(int seed, int step) {
        int inFlight = pods.stream().mapToInt(pod -> pod.inFlight).sum();
        int possible = pods.stream().mapToInt(pod -> Math.max(pod.inFlight, pod.permits())).sum();
        assertThat(inFlight).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(cap);
        assertThat(possible).as("seed %d, step %d: what may become", seed, step).isLessThanOrEqualTo(cap);
        return inFlight;
    }

    private void happen() {
        now = now.plus(Duration.ofMillis(random.nextInt(200)));
        switch (random.nextInt(48)) {
            case 0 -> takeOver();
            case 1 -> {
                if (pods.size() < MOST_PODS) {
                    start();
                }
            }
            case 2 -> {
                if (pods.size() > 1) {
                    pods.remove(random.nextInt(pods.size()));
                }
            }
            case 3 -> any().reachable ^= true;
            case 4, 5, 6, 7 -> targets();
            case 8, 9, 10, 11 -> any().want(random.nextInt(2 * cap));
            case 12, 13, 14, 15 -> say(any());
            case 16, 17, 18, 19, 20, 21, 22 -> ledger.next(now).forEach(this::send);
            case 23, 24, 25, 26, 27, 28 -> any().begin();
            case 29, 30, 31, 32 -> end(any());
            default -> {
                if (!underWay.isEmpty()) {
                    underWay.remove(random.nextInt(underWay.size())).run();
                }
            }
        }
    }

    private void say(QuotaPod pod) {
        Event.Uses uses = pod.uses();
        QuotaLedger listening = ledger;
        underWay.add(() -> listening.heard(pod.target().uid(), uses));
    }

    private static void end(QuotaPod pod) {
        pod.inFlight = Math.max(0, pod.inFlight - 1);
    }

    /** The network is well again: each pod wants more than there is, and each exchange takes a while. */
    private void everybodyIsServed(int seed) {
        targets();
        pods.forEach(pod -> pod.reachable = true);
        int[] served = new int[pods.size()];
        // Each has its turn for a round, so that this is long enough for two turns, and for what was under way.
        int rounds = 2 * pods.size() + 5;
        for (int step = 0; step < 5 * rounds; step++) {
            now = now.plusMillis(200);
            for (int i = 0; i < pods.size(); i++) {
                QuotaPod pod = pods.get(i);
                end(pod);
                while (pod.begin()) {
                    served[i]++;
                }
                pod.want(cap + 1);
                say(pod);
            }
            deliver();
            checked(seed, step);
        }
        assertThat(served).as("seed %d, cap %d", seed, cap).doesNotContain(0);
    }

    /** All that is under way, and all that follows from it. */
    private void deliver() {
        for (int turn = 0; turn < 10; turn++) {
            ledger.next(now).forEach(send -> pods.stream().filter(pod -> pod.target().uid().equals(send.target().uid())).forEach(pod ->
                    underWay.add(() -> ledger.answered(pod.target().uid(), pod.take(send.message().revision(), send.message().quotas()), now))));
            List<Runnable> arrived = List.copyOf(underWay);
            underWay.clear();
            arrived.forEach(Runnable::run);
        }
    }

    private QuotaPod any() {
        return pods.get(random.nextInt(pods.size()));
    }

    private void targets() {
        ledger.targets(pods.stream().map(QuotaPod::target).toList());
    }

    private void start() {
        pods.add(QuotaPod.ofCap("pod-" + named++, PlacesLedgerTest.budget(1), cap));
    }

    /** Another process: it knows nothing, and what the one before it has sent may still arrive. */
    private void takeOver() {
        ledger = new QuotaLedger("ballast://store/uid");
        targets();
        ledger.tookOver(epoch++);
        ledger.follow(PlacesLedgerTest.snapshot(cap, 1));
    }

    private void send(QuotaLedger.Send send) {
        QuotaLedger sender = ledger;
        String uid = send.target().uid();
        Runnable givenUp = () -> sender.failed(uid, now);
        Runnable arrival = () -> pods.stream().filter(pod -> pod.target().uid().equals(uid)).findFirst().ifPresent(pod -> {
            Event.Uses answer = pod.take(send.message().revision(), send.message().quotas());
            boolean lost = random.nextInt(5) == 0;
            underWay.add(() -> {
                if (lost) {
                    sender.failed(uid, now);
                } else {
                    sender.answered(uid, answer, now);
                }
            });
        });
        boolean reached = pods.stream().anyMatch(pod -> pod.target().uid().equals(uid) && pod.reachable);
        if (reached && random.nextInt(5) > 0) {
            underWay.add(arrival);
        } else if (random.nextBoolean()) {
            // Given up, and it arrives all the same.
            underWay.add(arrival);
            underWay.add(givenUp);
        } else {
            underWay.add(givenUp);
        }
    }
}
