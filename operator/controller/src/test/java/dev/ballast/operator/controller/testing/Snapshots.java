package dev.ballast.operator.controller.testing;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import java.util.Arrays;
import java.util.List;

/** Small snapshots. */
public final class Snapshots {
    private static final PolicyConfig POLICY =
            new PolicyConfig(AlgorithmConfig.of(Algorithm.LeastRequest), new HealthConfig(new PassiveConfig(3, 0, 5000, 60_000, 50), 50), 1, 3000, 0, 4000, 32);

    private Snapshots() {}

    /** One HTTP listener on a port, and one backend with these addresses. */
    public static Snapshot of(int port, String... addresses) {
        return of(List.of(http("web", port)), List.of(), addresses);
    }

    public static Snapshot of(List<ListenerConfig> listeners, List<CertificateConfig> certificates, String... addresses) {
        List<EndpointConfig> endpoints =
                Arrays.stream(addresses).map(address -> EndpointConfig.fixed(address, 8080, 1)).toList();
        return new Snapshot(
                "ballast://store/uid",
                List.of(),
                listeners,
                List.of(new BackendConfig("shop", POLICY, endpoints)),
                certificates,
                new DrainConfig(10_000, 60_000));
    }

    public static ListenerConfig http(String name, int port) {
        return new ListenerConfig(name, port, 10_000 + port, Protocol.HTTP, null, timeouts(), "shop");
    }

    public static ListenerConfig https(String name, int port, String... certificates) {
        TlsConfig tls = TlsConfig.terminate(certificates);
        return new ListenerConfig(name, port, 10_000 + port, Protocol.HTTPS, tls, timeouts(), "shop");
    }

    public static CertificateConfig certificate(String name, String chain) {
        return new CertificateConfig(name, chain, new Sensitive("key of " + chain));
    }

    private static TimeoutsConfig timeouts() {
        return new TimeoutsConfig(10_000, 10_000, 60_000, 3_600_000, 10_000);
    }
}
