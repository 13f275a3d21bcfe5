package dev.ballast.traffic.fleet;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.BackendRegistry;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.backend.Waiting;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.observe.TrafficObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Many proxies before the same endpoints, in virtual time: the proxies are real {@link Backend}s, the endpoints and the network are not. Requests
 * come at random (Poisson), each to a random proxy; a proxy knows what it has sent itself and nothing of the others. A request that fails is
 * made once more. Repeatable: everything random comes from the seed.
 */
final class Fleet {
    private static final int CLIENTS = 10_000;
    private static final long CONNECT_NANOS = Duration.ofMillis(1).toNanos();

    private final List<Server> servers;
    private final AlgorithmConfig algorithm;
    private final List<BackendRegistry> registries = new ArrayList<>();
    private final List<Backend> proxies = new ArrayList<>();
    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final double perSecond;
    private final long end;

    private long measuredFrom;
    private long measuredTo = Long.MAX_VALUE;
    private long now;
    private long numbers;
    private long[] latencies = new long[1024];
    private int answered;
    private int attempts;
    private int brokenAttempts;
    private int failed;

    /**
     * @param perSecond requests to all proxies together
     * @param lasting virtual time in which requests come
     */
    Fleet(AlgorithmConfig algorithm, int proxies, List<Server> servers, double perSecond, Duration lasting, long seed) {
        this.servers = new ArrayList<>(servers);
        this.algorithm = algorithm;
        this.random = new Random(seed);
        this.perSecond = perSecond;
        this.end = lasting.toNanos();
        for (int i = 0; i < proxies; i++) {
            BackendRegistry registry = new BackendRegistry(() -> now, random::nextInt, EndpointListener.none(), TrafficObserver.none());
            this.registries.add(registry);
            this.proxies.add(Objects.requireNonNull(registry.apply(List.of(shop())).get("shop")));
        }
    }

    private BackendConfig shop() {
        List<EndpointConfig> endpoints = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            endpoints.add(EndpointConfig.fixed("10.0.0." + (i + 1), 80, 1));
        }
        HealthConfig health = new HealthConfig(new PassiveConfig(3, 0, 5_000, 60_000, 50), 50);
        return new BackendConfig("shop", new PolicyConfig(algorithm, health, 1, 3_000, 0, 4_000, 32), endpoints);
    }

    /** Every proxy gets these servers, too. */
    Fleet scaledOut(Duration at, List<Server> more) {
        after(at.toNanos(), () -> {
            servers.addAll(more);
            registries.forEach(registry -> registry.apply(List.of(shop())));
        });
        return this;
    }

    /** Only latencies of requests that begin in this time are told. */
    Fleet measured(Duration from, Duration to) {
        measuredFrom = from.toNanos();
        measuredTo = to.toNanos();
        return this;
    }

    Result run() {
        arriveNext();
        while (!events.isEmpty()) {
            Event next = events.poll();
            now = next.at();
            next.happens().run();
        }
        long[] sorted = Arrays.copyOf(latencies, answered);
        Arrays.sort(sorted);
        return new Result(sorted, attempts, brokenAttempts, failed, servers.stream().mapToInt(Server::attempts).toArray());
    }

    private void after(long nanos, Runnable happens) {
        events.add(new Event(now + nanos, numbers++, happens));
    }

    private void arriveNext() {
        long gap = (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
        if (now + gap < end) {
            after(gap, () -> {
                arriveNext();
                byte[] client = ByteBuffer.allocate(4).putInt(random.nextInt(CLIENTS)).array();
                long hash = Hashing.of(client, 0, 4);
                attempt(proxies.get(random.nextInt(proxies.size())), key -> hash, Tried.NONE, now);
            });
        }
    }

    private void attempt(Backend proxy, Caller client, Tried tried, long since) {
        Lease lease = (Lease) proxy.select(client, tried, Waiting.NOT);
        Server server = servers.get(Integer.parseInt(lease.endpoint().config().address().substring("10.0.0.".length())) - 1);
        attempts++;
        Server.Answer answer = server.ask(now, random);
        switch (answer) {
            case Server.Answer.Refused() -> after(CONNECT_NANOS, () -> broken(proxy, client, tried, since, lease, Outcome.CONNECT_FAILED));
            case Server.Answer.Broken() -> after(CONNECT_NANOS, () -> broken(proxy, client, tried, since, lease, Outcome.BROKE_BEFORE_RESPONSE));
            case Server.Answer.After(long nanos) -> {
                lease.connected();
                after(nanos, () -> {
                    lease.answered(false);
                    lease.close(Outcome.COMPLETED);
                    if (since >= measuredFrom && since < measuredTo) {
                        note(now - since);
                    }
                });
            }
        }
    }

    private void broken(Backend proxy, Caller client, Tried tried, long since, Lease lease, Outcome outcome) {
        if (outcome == Outcome.BROKE_BEFORE_RESPONSE) {
            lease.connected();
        }
        lease.close(outcome);
        brokenAttempts++;
        if (tried.isEmpty()) {
            attempt(proxy, client, tried.with(lease.endpoint()), since);
        } else {
            failed++;
        }
    }

    private void note(long latency) {
        if (answered == latencies.length) {
            latencies = Arrays.copyOf(latencies, answered * 2);
        }
        latencies[answered++] = latency;
    }

    private record Event(long at, long number, Runnable happens) {}

    /**
     * @param latencies of the requests that were answered, in nanoseconds and in order
     * @param attempts that were made
     * @param broken of these
     * @param failed requests, after their second attempt
     * @param perServer attempts at each server
     */
    record Result(long[] latencies, int attempts, int broken, int failed, int[] perServer) {
        double millis(double percentile) {
            return latencies[(int) (percentile / 100 * (latencies.length - 1))] / 1e6;
        }

        double brokenPercent() {
            return 100.0 * broken / attempts;
        }

        double failedPercent() {
            return 100.0 * failed / (latencies.length + failed);
        }

        double maxToMean() {
            return Arrays.stream(perServer).max().orElseThrow() / Arrays.stream(perServer).average().orElseThrow();
        }
    }
}
