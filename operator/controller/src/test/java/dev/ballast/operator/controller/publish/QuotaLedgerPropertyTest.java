package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.RateLimitConfig.Algorithm;
import dev.ballast.contract.wire.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fleet over a bad network: messages and answers are late, lost, or overtaken by others; operators end and begin while messages of the one before are still
 * under way; pods come, go, and are not reached for a while. At no moment may the pods use more than the budget, together.
 */
class QuotaLedgerPropertyTest {
    private static final int REPLICAS = 3;
    private static final int MOST_PODS = 6;

    private Random random = new Random();
    private QuotaLedger ledger = new QuotaLedger("ballast://store/uid");
    private long epoch = 1;
    private int named;
    private final List<QuotaPod> pods = new ArrayList<>();
    private final List<Runnable> underWay = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensTheQuotasNeverAddUpToMoreThanTheBudget(long seed) {
        random = new Random(seed);
        for (int i = 0; i < REPLICAS; i++) {
            start();
        }
        takeOver();
        long most = 0;
        for (int step = 0; step < 4_000; step++) {
            happen();
            long sum = pods.stream().mapToLong(pod -> pod.quota(QuotaLedgerTest.BUDGET)).sum();
            assertThat(sum).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(QuotaLedgerTest.WHOLE);
            most = Math.max(most, sum);
        }
        assertThat(most).as("and it is used").isGreaterThan(QuotaLedgerTest.WHOLE * 8 / 10);
    }

    private void happen() {
        now = now.plus(Duration.ofMillis(random.nextInt(200)));
        switch (random.nextInt(40)) {
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
            case 4, 5, 6, 7 -> ledger.targets(pods.stream().map(QuotaPod::target).toList());
            case 8, 9, 10, 11 -> any().demand = (long) (random.nextDouble() * random.nextDouble() * 2 * QuotaLedgerTest.WHOLE);
            case 12, 13, 14, 15 -> {
                QuotaPod pod = any();
                Event.Uses uses = pod.uses();
                QuotaLedger listening = ledger;
                underWay.add(() -> listening.heard(pod.target().uid(), uses));
            }
            case 16, 17, 18, 19, 20, 21, 22 -> ledger.next(now).forEach(this::send);
            default -> {
                if (!underWay.isEmpty()) {
                    underWay.remove(random.nextInt(underWay.size())).run();
                }
            }
        }
    }

    private QuotaPod any() {
        return pods.get(random.nextInt(pods.size()));
    }

    private void start() {
        pods.add(new QuotaPod("pod-" + named++, QuotaLedgerTest.UNTOLD));
    }

    /** Another process: it knows nothing, and what the one before it has sent may still arrive. */
    private void takeOver() {
        ledger = new QuotaLedger("ballast://store/uid");
        ledger.targets(pods.stream().map(QuotaPod::target).toList());
        ledger.tookOver(epoch++);
        ledger.follow(QuotaLedgerTest.snapshot(REPLICAS, Algorithm.TokenBucket, 1_000));
    }

    private void send(QuotaLedger.Send send) {
        QuotaLedger sender = ledger;
        String uid = send.target().uid();
        Runnable arrival = () -> pods.stream().filter(pod -> pod.target().uid().equals(uid)).findFirst().ifPresent(pod -> {
            Event.Uses answer = pod.take(send.message().revision(), send.message().quotas());
            if (random.nextInt(5) > 0) {
                underWay.add(() -> sender.answered(uid, answer, now));
            }
        });
        boolean reached = pods.stream().anyMatch(pod -> pod.target().uid().equals(uid) && pod.reachable);
        if (reached && random.nextInt(5) > 0) {
            underWay.add(arrival);
        } else if (random.nextBoolean()) {
            // Given up, and it arrives all the same.
            underWay.add(arrival);
            underWay.add(() -> sender.failed(uid, now));
        } else {
            underWay.add(() -> sender.failed(uid, now));
        }
    }
}
