package dev.ballast.contract;

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
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A snapshot with one of everything, and the certificates of the resources. */
public final class Samples {
    public static final String OWNER = "ballast://default/6f1c";

    private Samples() {}

    public static Snapshot snapshot() {
        TimeoutsConfig timeouts = new TimeoutsConfig(10_000, 10_000, 60_000, 3_600_000, 10_000);
        return new Snapshot(
                OWNER,
                List.of("protocol/HTTP", "protocol/HTTPS", "algorithm/LeastRequest"),
                List.of(
                        new ListenerConfig("web", 80, 10_080, ListenerConfig.Protocol.HTTP, null, timeouts, "shop"),
                        new ListenerConfig(
                                "secure", 443, 10_443, ListenerConfig.Protocol.HTTPS, TlsConfig.terminate("shop-tls"), timeouts, "shop")),
                List.of(backend("shop", EndpointConfig.fixed("10.0.0.2", 8080, 1), EndpointConfig.fixed("fd00::1", 8080, 5))),
                List.of(new CertificateConfig("shop-tls", pem("rsa.crt"), new Sensitive(pem("rsa.pkcs8.key")))),
                new DrainConfig(10_000, 60_000));
    }

    public static BackendConfig backend(String name, EndpointConfig... endpoints) {
        PassiveConfig passive = new PassiveConfig(3, 0, 5_000, 60_000, 50);
        return new BackendConfig(name, new PolicyConfig(AlgorithmConfig.of(Algorithm.LeastRequest), new HealthConfig(passive, 50), 1, 3_000, 0, 4_000, 32), List.of(endpoints));
    }

    /** A file of {@code src/test/resources/certificates}. */
    public static String pem(String file) {
        try (var in = Samples.class.getResourceAsStream("/certificates/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
