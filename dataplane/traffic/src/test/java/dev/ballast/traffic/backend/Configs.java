package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import java.util.List;

/** Configurations as short as a test wants them. */
final class Configs {
    /** Three failures, 5 s, 12 s at most, all may be ejected. */
    static final PassiveConfig PASSIVE = new PassiveConfig(3, 0, 5_000, 12_000, 100);

    private Configs() {}

    static PolicyConfig policy(PassiveConfig passive) {
        return new PolicyConfig(AlgorithmConfig.of(Algorithm.RoundRobin), new HealthConfig(passive, 50), 1, 3_000, 0, 4_000, 32);
    }

    static BackendConfig backend(String name, EndpointConfig... endpoints) {
        return new BackendConfig(name, policy(PASSIVE), List.of(endpoints));
    }

    static EndpointConfig ready(String name) {
        return ready(name, 1);
    }

    static EndpointConfig ready(String name, int weight) {
        return new EndpointConfig(name, "10.0.0.1", 80, weight, EndpointConfig.State.Ready);
    }

    static EndpointConfig terminating(String name) {
        return new EndpointConfig(name, "10.0.0.1", 80, 1, EndpointConfig.State.Terminating);
    }
}
