package dev.ballast.traffic.fleet;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fleets that are compared. */
final class Scenarios {
    static final long SEED = 20_260_521;
    private static final Duration MEAN = Duration.ofMillis(10);
    private static final int WORKERS = 8;

    private Scenarios() {}

    /** Every algorithm as the resource's defaults make it, by the name it has in the page. */
    static Map<String, AlgorithmConfig> algorithms() {
        Map<String, AlgorithmConfig> all = new LinkedHashMap<>();
        for (Algorithm type : List.of(
                Algorithm.RoundRobin, Algorithm.LeastRequest, Algorithm.LeastConnections, Algorithm.Random, Algorithm.PeakEWMA)) {
            all.put(type.name(), AlgorithmConfig.of(type));
        }
        all.put("ConsistentHash, Rendezvous", hash(Algorithm.ConsistentHash, HashTable.Rendezvous, 150));
        all.put("ConsistentHash, Maglev", hash(Algorithm.ConsistentHash, HashTable.Maglev, 150));
        all.put("ConsistentHash, Ring", hash(Algorithm.ConsistentHash, HashTable.Ring, 150));
        all.put("SourceIP", hash(Algorithm.SourceIP, HashTable.Maglev, 0));
        return all;
    }

    private static AlgorithmConfig hash(Algorithm type, HashTable table, int balanceFactor) {
        return new AlgorithmConfig(type, 2, new HashConfig(table, HashKey.SourceIP, "", 65_537, balanceFactor), null);
    }

    /** 50 proxies, 20 endpoints: one three times as slow, one that breaks every connection, one that refuses them for 1 s of each 4 s; 35 % load. */
    static Fleet.Result troubled(AlgorithmConfig algorithm) {
        List<Server> servers = well(17);
        servers.add(Server.well(WORKERS, MEAN.multipliedBy(3)));
        servers.add(Server.failing());
        servers.add(Server.flapping(WORKERS, MEAN, Duration.ofSeconds(4)));
        return new Fleet(algorithm, 50, servers, 0.35 * 20 * WORKERS * 100, Duration.ofSeconds(20), SEED).run();
    }

    /** 50 proxies, 20 endpoints, one of them three times as slow and all of them reachable; 35 % load. */
    static Fleet.Result oneSlow(AlgorithmConfig algorithm) {
        List<Server> servers = well(19);
        servers.add(Server.well(WORKERS, MEAN.multipliedBy(3)));
        return new Fleet(algorithm, 50, servers, 0.35 * 20 * WORKERS * 100, Duration.ofSeconds(20), SEED).run();
    }

    /** 50 proxies, 5 endpoints that are alike; 60 % load. */
    static Fleet.Result herd(AlgorithmConfig algorithm) {
        return new Fleet(algorithm, 50, well(5), 0.6 * 5 * WORKERS * 100, Duration.ofSeconds(20), SEED).run();
    }

    private static List<Server> well(int count) {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(Server.well(WORKERS, MEAN));
        }
        return servers;
    }
}
