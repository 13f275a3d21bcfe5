package dev.ballast.traffic.fleet;

import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.balance.Picker;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.Tried;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * How far the shares of 1,000,000 choices are from the weights of idle endpoints: ten of them, with weights 1 to 10.
 *
 * @param worstPercent the largest relative error of an endpoint's share
 * @param allowedPercent what the algorithm's theory leaves
 */
record Distribution(double worstPercent, double allowedPercent) {
    private static final int PICKS = 1_000_000;

    static Distribution of(AlgorithmConfig algorithm) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int weight = 1; weight <= 10; weight++) {
            endpoints.add(new Endpoint("shop", EndpointConfig.fixed("10.0.0." + weight, 80, weight), EndpointListener.none()));
        }
        Picker picker = Picker.of(algorithm, () -> 0, new Random(Scenarios.SEED)::nextInt).over(endpoints);
        Map<Endpoint, Integer> chosen = new IdentityHashMap<>();
        for (int i = 0; i < PICKS; i++) {
            byte[] client = ByteBuffer.allocate(4).putInt(i).array();
            Caller caller = key -> Hashing.of(client, 0, 4);
            chosen.merge(Objects.requireNonNull(picker.pick(caller, Tried.NONE)), 1, Integer::sum);
        }
        double worst = 0;
        for (Endpoint endpoint : endpoints) {
            double expected = PICKS * endpoint.config().weight() / 55.0;
            worst = Math.max(worst, Math.abs(chosen.getOrDefault(endpoint, 0) - expected) / expected);
        }
        return new Distribution(100 * worst, allowed(algorithm));
    }

    /**
     * Round robin is exact but for the turns of a round. What is random, the hash of a key included, keeps within four standard deviations of the
     * lightest share. A ring adds four of {@code 1 / sqrt(points)}, of which a unit of weight has 1,024 here, rendezvous hashing the same of its places.
     */
    private static double allowed(AlgorithmConfig algorithm) {
        double random = 400 / Math.sqrt(PICKS / 55.0);
        return switch (algorithm.type()) {
            case RoundRobin -> 0.1;
            case LeastRequest, LeastConnections, Random, PeakEWMA -> random;
            case ConsistentHash, SourceIP -> random + uneven(Objects.requireNonNull(algorithm.hash()));
        };
    }

    private static double uneven(HashConfig hash) {
        return switch (hash.table()) {
            case Rendezvous -> 400 / Math.sqrt(hash.tableSize() / 55.0);
            case Maglev -> 0.1;
            case Ring -> 400 / Math.sqrt(1024);
        };
    }
}
