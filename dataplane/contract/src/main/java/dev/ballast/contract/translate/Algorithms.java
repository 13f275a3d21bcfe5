package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.AlgorithmSpec;
import dev.ballast.contract.manifest.ConsistentHashSpec;
import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.SlowStartSpec;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import dev.ballast.contract.snapshot.BackendConfig.SlowStartConfig;
import dev.ballast.contract.snapshot.BackendConfig.Weighting;
import org.jspecify.annotations.Nullable;

/** The section {@code algorithm} of a policy. */
final class Algorithms {
    private Algorithms() {}

    static AlgorithmConfig translate(AlgorithmSpec spec) {
        return new AlgorithmConfig(type(spec.type()), spec.choices(), hash(spec), slowStart(spec.slowStart()), weighting(spec.weighting()));
    }

    private static @Nullable Weighting weighting(AlgorithmSpec.Weighting weighting) {
        return switch (weighting) {
            case Static -> null;
            case Dynamic -> Weighting.Dynamic;
        };
    }

    private static Algorithm type(AlgorithmSpec.Type type) {
        return switch (type) {
            case RoundRobin -> Algorithm.RoundRobin;
            case LeastRequest -> Algorithm.LeastRequest;
            case LeastConnections -> Algorithm.LeastConnections;
            case Random -> Algorithm.Random;
            case PeakEWMA -> Algorithm.PeakEWMA;
            case ConsistentHash -> Algorithm.ConsistentHash;
            case SourceIP -> Algorithm.SourceIP;
        };
    }

    /**
     * SourceIP is the consistent hash of the client's address, without a limit: an address stays where it is, whatever the load. Its table is the one with even
     * shares, for there is no balance factor to make up for others.
     */
    private static @Nullable HashConfig hash(AlgorithmSpec spec) {
        ConsistentHashSpec written = spec.consistentHash();
        ConsistentHashSpec hash = written == null ? Defaults.of(ConsistentHashSpec.class) : written;
        return switch (spec.type()) {
            case ConsistentHash -> new HashConfig(table(hash.table()), key(hash.key()), name(hash), hash.tableSize(), hash.balanceFactor());
            case SourceIP -> new HashConfig(HashTable.Maglev, HashKey.SourceIP, "", hash.tableSize(), 0);
            case RoundRobin, LeastRequest, LeastConnections, Random, PeakEWMA -> null;
        };
    }

    private static HashTable table(ConsistentHashSpec.Table table) {
        return switch (table) {
            case Rendezvous -> HashTable.Rendezvous;
            case Maglev -> HashTable.Maglev;
            case Ring -> HashTable.Ring;
        };
    }

    private static HashKey key(ConsistentHashSpec.Key key) {
        return switch (key) {
            case SourceIP -> HashKey.SourceIP;
            case Header -> HashKey.Header;
            case Cookie -> HashKey.Cookie;
        };
    }

    private static String name(ConsistentHashSpec hash) {
        String name = hash.header() != null ? hash.header() : hash.cookie();
        return name == null ? "" : name;
    }

    private static @Nullable SlowStartConfig slowStart(@Nullable SlowStartSpec spec) {
        return spec == null || spec.window().toMillis() == 0
                ? null
                : new SlowStartConfig(spec.window().toMillis(), spec.minWeightPercent());
    }
}
