package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.ready;
import static dev.ballast.traffic.backend.Configs.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.time.ManualTicker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No endpoint has more than it may have; what is too much waits in order. */
class BackendCapsTest {
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(new ManualTicker(), bound -> 0, events, events);
    private Backend shop = living(new CapConfig(1, 2, 0), ready("a"), ready("b"));
    private final List<String> granted = new ArrayList<>();
    private final Queue<Lease> leases = new ArrayDeque<>();

    @Test
    void whoComesFirstIsServedFirst() {
        Lease one = lease();
        Lease two = lease();
        assertThat(List.of(one.endpoint().id(), two.endpoint().id())).as("full endpoints are passed over").containsExactlyInAnyOrder("a", "b");
        assertThat(wait("third")).isInstanceOf(Selection.Waiting.class);
        assertThat(wait("fourth")).isInstanceOf(Selection.Waiting.class);
        assertThat(wait("fifth")).isEqualTo(new Selection.Refusal(Reason.QueueFull.failure()));
        assertThat(shop.waiting()).isEqualTo(2);
        one.close(Outcome.COMPLETED);
        assertThat(granted).containsExactly("third " + one.endpoint().id());
        assertThat(wait("sixth")).as("nobody gets ahead").isInstanceOf(Selection.Waiting.class);
        two.close(Outcome.CONNECT_FAILED);
        closeGranted();
        assertThat(granted).extracting(entry -> entry.substring(0, entry.indexOf(' '))).containsExactly("third", "fourth", "sixth");
        assertThat(shop.waiting()).isZero();
        assertThat(shop.endpoints()).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
    }

    @Test
    void whoLeavesIsNotServed() {
        Lease one = lease();
        Lease two = lease();
        Selection.Waiting third = (Selection.Waiting) wait("third");
        wait("fourth");
        assertThat(third.leave()).isTrue();
        assertThat(third.leave()).isFalse();
        one.close(Outcome.COMPLETED);
        two.close(Outcome.COMPLETED);
        assertThat(granted).containsExactly("fourth " + one.endpoint().id());
        closeGranted();
    }

    @Test
    void whoIsGrantedCannotLeaveAnyMore() {
        Lease one = lease();
        lease().close(Outcome.COMPLETED);
        Lease two = lease();
        Selection.Waiting third = (Selection.Waiting) wait("third");
        one.close(Outcome.COMPLETED);
        assertThat(third.leave()).isFalse();
        two.close(Outcome.COMPLETED);
        closeGranted();
    }

    @Test
    void anEndpointThatIsAddedServesThem() {
        Lease one = lease();
        Lease two = lease();
        wait("third");
        shop = living(new CapConfig(1, 2, 0), ready("a"), ready("b"), ready("c"));
        assertThat(granted).containsExactly("third c");
        wait("fourth");
        shop = living(null, ready("a"), ready("b"), ready("c"));
        assertThat(granted).as("no limit any more").hasSize(2);
        one.close(Outcome.COMPLETED);
        two.close(Outcome.COMPLETED);
        closeGranted();
    }

    @Test
    void thoseThatTerminateTakeNothingWhileAReadyOneIsOnlyFull() {
        shop = living(new CapConfig(1, 2, 0), ready("a"), terminating("t"));
        Lease one = lease();
        assertThat(wait("second")).isInstanceOf(Selection.Waiting.class);
        one.close(Outcome.COMPLETED);
        assertThat(granted).containsExactly("second a");
        closeGranted();
    }

    @Test
    void withoutAWaitingRoomItIsRefusedAtOnce() {
        shop = living(new CapConfig(1, 0, 0), ready("a"));
        Lease one = lease();
        assertThat(wait("second")).isEqualTo(new Selection.Refusal(Reason.QueueFull.failure()));
        one.close(Outcome.COMPLETED);
    }

    @Test
    void manyThreadsNeverExceedTheCapAndAllAreServed() throws Exception {
        shop = living(new CapConfig(3, 10_000, 0), ready("a"), ready("b"), ready("c"));
        AtomicInteger[] busy = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        AtomicInteger most = new AtomicInteger();
        int requests = 20_000;
        CountDownLatch served = new CountDownLatch(requests);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < requests; i++) {
                threads.execute(() -> {
                    Waiter waiter = Waiting.of(lease -> threads.execute(() -> use(lease, busy, most, served)));
                    if (shop.select(Caller.anyone(), Tried.NONE, waiter) instanceof Lease lease) {
                        use(lease, busy, most, served);
                    }
                });
            }
            served.await();
        }
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(3);
        assertThat(shop.waiting()).isZero();
        assertThat(shop.endpoints()).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
    }

    private static void use(Lease lease, AtomicInteger[] busy, AtomicInteger most, CountDownLatch served) {
        AtomicInteger own = busy[lease.endpoint().id().charAt(0) - 'a'];
        most.accumulateAndGet(own.incrementAndGet(), Math::max);
        Thread.yield();
        own.decrementAndGet();
        lease.close(Outcome.COMPLETED);
        served.countDown();
    }

    private Lease lease() {
        return (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
    }

    private Selection wait(String name) {
        return shop.select(Caller.anyone(), Tried.NONE, Waiting.of(lease -> {
            granted.add(name + " " + lease.endpoint().id());
            leases.add(lease);
        }));
    }

    /** Those that were granted, and those that are granted by that. */
    private void closeGranted() {
        for (Lease next = leases.poll(); next != null; next = leases.poll()) {
            next.close(Outcome.COMPLETED);
        }
    }

    private Backend living(@Nullable CapConfig caps, EndpointConfig... endpoints) {
        PolicyConfig policy = Configs.policy(PASSIVE).withCaps(caps);
        return Objects.requireNonNull(registry.apply(List.of(new BackendConfig("shop", policy, List.of(endpoints)))).get("shop"));
    }
}
