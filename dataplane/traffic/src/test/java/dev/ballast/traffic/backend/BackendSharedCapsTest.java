package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.time.ManualTicker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What endpoints are given at once by a fleet, of which this pod has a part. */
class BackendSharedCapsTest {
    private static final int CAP = 10;

    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(new ManualTicker(), bound -> 0, events, events);
    private Backend shop = living(new CapConfig(CAP, 100, 0).ofFleet(), ready("a"), ready("b"));
    private final List<String> granted = new ArrayList<>();
    private final Queue<Lease> leases = new ArrayDeque<>();

    @Test
    void whoWasToldNothingHasNothingAndWhoeverWaitsIsServedOnceThereIsSomething() {
        wait("first");
        wait("second");
        wait("third");
        assertThat(granted).isEmpty();

        permit(Map.of("b", 2));

        assertThat(granted).containsExactly("first b", "second b");
        permit(Map.of("a", 1, "b", 2));
        assertThat(granted).containsExactly("first b", "second b", "third a");
        closeGranted();
    }

    @Test
    void whatIsTakenAwayIsHeldUntilItHasEnded() {
        permit(Map.of("a", 3));
        List<Lease> three = List.of(lease(), lease(), lease());

        permit(Map.of("a", 1));

        CapShare share = share("a");
        assertThat(share.held()).isEqualTo(FleetConfig.parts(3, CAP));
        assertThat(share.owed()).isEqualTo(2);
        wait("next");
        three.get(0).close(Outcome.COMPLETED);
        three.get(1).close(Outcome.COMPLETED);
        assertThat(granted).as("one is still there").isEmpty();
        assertThat(share("a").held()).isEqualTo(FleetConfig.parts(1, CAP));
        assertThat(share("a").owed()).isZero();
        three.get(2).close(Outcome.COMPLETED);
        assertThat(granted).containsExactly("next a");
        closeGranted();
    }

    @Test
    void anEndpointThatComesHasWhatWasSaidOfItBefore() {
        permit(Map.of("a", 1, "c", 1));
        Lease one = lease();
        wait("second");
        assertThat(granted).isEmpty();

        living(new CapConfig(CAP, 100, 0).ofFleet(), ready("a"), ready("b"), ready("c"));

        assertThat(granted).containsExactly("second c");
        one.close(Outcome.COMPLETED);
        closeGranted();
    }

    @Test
    void whereEachPodCountsForItselfNothingIsSharedAndNothingIsLacking() {
        wait("first");

        shop = living(new CapConfig(1, 100, 0), ready("a"), ready("b"));

        assertThat(granted).hasSize(1);
        assertThat(registry.shares()).isEmpty();
        assertThat(shop.permitted()).isEqualTo(1);
        shop = living(new CapConfig(CAP, 100, 0).ofFleet(), ready("a"), ready("b"));
        assertThat(shop.permitted()).isZero();
        closeGranted();
    }

    @Test
    void thePartIsAsMuchOfAnotherCap() {
        permit(Map.of("a", 5, "b", 5));
        assertThat(shop.permitted()).isEqualTo(0.5);

        shop = living(new CapConfig(4, 100, 0).ofFleet(), ready("a"), ready("b"));

        assertThat(shop.endpoints()).allSatisfy(endpoint -> assertThat(endpoint.permits()).isEqualTo(2));
    }

    @Test
    void whatIsWantedIsWhatIsInFlightAndAPartOfThoseThatWait() {
        permit(Map.of("a", 2));
        Lease one = lease();
        Lease two = lease();
        wait("third");
        wait("fourth");
        wait("fifth");

        registry.look();

        assertThat(share("a").demand()).isEqualTo(FleetConfig.parts(2 + 2, CAP));
        assertThat(share("b").demand()).as("somebody waits, and it has nothing").isEqualTo(FleetConfig.parts(2, CAP));
        one.close(Outcome.COMPLETED);
        two.close(Outcome.COMPLETED);
        closeGranted();
        for (int looks = 0; looks < 40; looks++) {
            registry.look();
        }
        assertThat(share("a").demand()).as("it fades").isZero();
    }

    @Test
    void whoFindsNoRoomToWaitInIsWantingTooButNotAsOftenAsHeComes() {
        shop = living(new CapConfig(CAP, 0, 0).ofFleet(), ready("a"), ready("b"));
        for (int i = 0; i < 50; i++) {
            assertThat(shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT)).isEqualTo(new Selection.Refusal(Reason.QueueFull.failure()));
        }

        registry.look();

        assertThat(registry.shares()).allSatisfy(share -> assertThat(share.demand()).isEqualTo(FleetConfig.parts(1, CAP)));
    }

    /** What is said to be held is given to others once it is less: none may begin behind that. */
    @Test
    void nothingBeginsThatWasNotCountedWhenPermitsWereTakenAway() throws Exception {
        shop = living(new CapConfig(CAP, 10_000, 0).ofFleet(), ready("a"));
        Endpoint endpoint = shop.endpoints().getFirst();
        AtomicInteger busy = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    while (!over.get()) {
                        if (endpoint.acquire(CAP)) {
                            busy.incrementAndGet();
                            Thread.onSpinWait();
                            busy.decrementAndGet();
                            endpoint.release();
                        }
                    }
                });
            }
            try {
                for (int i = 0; i < 20_000; i++) {
                    endpoint.permit(CAP);
                    Thread.yield();
                    endpoint.permit(0);
                    int held = endpoint.inFlight();
                    for (int look = 0; look < 20; look++) {
                        assertThat(busy.get()).isLessThanOrEqualTo(held);
                    }
                }
            } finally {
                over.set(true);
            }
        }
        assertThat(endpoint.inFlight()).isZero();
    }

    private void permit(Map<String, Integer> places) {
        registry.permit(Map.of("shop", places.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> FleetConfig.parts(each.getValue(), CAP)))));
    }

    private CapShare share(String endpoint) {
        return registry.shares().stream().filter(share -> share.endpoint().id().equals(endpoint)).findFirst().orElseThrow();
    }

    private Lease lease() {
        return (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
    }

    private void wait(String name) {
        Selection selection = shop.select(Caller.anyone(), Tried.NONE, Waiting.of(lease -> {
            granted.add(name + " " + lease.endpoint().id());
            leases.add(lease);
        }));
        assertThat(selection).isInstanceOf(Selection.Waiting.class);
    }

    /** Those that were granted, and those that are granted by that. */
    private void closeGranted() {
        for (Lease next = leases.poll(); next != null; next = leases.poll()) {
            next.close(Outcome.COMPLETED);
        }
    }

    private Backend living(CapConfig caps, EndpointConfig... endpoints) {
        PolicyConfig policy = Configs.policy(PASSIVE).withCaps(caps);
        return Objects.requireNonNull(registry.apply(List.of(new BackendConfig("shop", policy, List.of(endpoints)))).get("shop"));
    }
}
