package dev.ballast.proxy.config;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.EndpointsMessage;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.Offer.Announced;
import java.util.List;
import java.util.Map;

/** Snapshots and pushes as an operator would make them. */
public final class Pushes {
    public static final String OWNER = "ballast://shop/6f1c";

    private Pushes() {}

    /** One HTTP listener on a port of the kernel's choice, and one backend with an endpoint on each of these ports of 127.0.0.1. */
    public static Snapshot snapshot(int... endpointPorts) {
        return snapshot(OWNER, endpointPorts);
    }

    public static Snapshot snapshot(String owner, int... endpointPorts) {
        return snapshot(owner, List.of("protocol/HTTP", "algorithm/RoundRobin"), endpointPorts);
    }

    public static Snapshot snapshot(String owner, List<String> features, int... endpointPorts) {
        PolicyConfig policy = new PolicyConfig(AlgorithmConfig.of(Algorithm.RoundRobin), new HealthConfig(new PassiveConfig(3, 0, 5_000, 60_000, 50), 50), 1, 3_000, 0, 4_000, 32);
        ListenerConfig web = new ListenerConfig(
                "web", 80, 0, Protocol.HTTP, null, new TimeoutsConfig(10_000, 10_000, 60_000, 3_600_000, 10_000), "shop");
        return new Snapshot(
                owner,
                features,
                List.of(web),
                List.of(new BackendConfig("shop", policy, endpoints(endpointPorts))),
                List.of(),
                new DrainConfig(0, 5_000));
    }

    public static List<EndpointConfig> endpoints(int... ports) {
        return java.util.Arrays.stream(ports)
                .mapToObj(port -> EndpointConfig.fixed("127.0.0.1", port, 1))
                .toList();
    }

    /** What {@code PUT /v1/snapshot} carries. */
    public static byte[] body(String revision, Snapshot snapshot) {
        return Wire.gzip(Wire.encode(new SnapshotMessage(Revision.of(revision), snapshot)));
    }

    /** What {@code PATCH /v1/endpoints} carries. */
    public static byte[] patch(String revision, Digests base, Map<String, List<EndpointConfig>> backends) {
        return Wire.gzip(Wire.encode(new EndpointsMessage(OWNER, Revision.of(revision), base, backends)));
    }

    static Announced announced(String revision, byte[] body) {
        return new Announced(Revision.of(revision), Wire.digest(body), body.length);
    }

    static Offer push(String revision, Snapshot snapshot) {
        byte[] body = body(revision, snapshot);
        return new Offer.Whole(Source.Push, announced(revision, body), body);
    }

    static Offer pushEndpoints(String revision, Digests base, Map<String, List<EndpointConfig>> backends) {
        byte[] body = patch(revision, base, backends);
        return new Offer.Endpoints(announced(revision, body), body);
    }
}
