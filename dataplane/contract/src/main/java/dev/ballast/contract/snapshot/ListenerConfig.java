package dev.ballast.contract.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that is listened on.
 *
 * @param name unique in the snapshot
 * @param port what clients use, 1 to 65535
 * @param bindPort what the process binds: the same on a laptop, an unprivileged one in a cluster, where the Service maps it; 0 lets the kernel choose (tests)
 * @param protocol what is spoken
 * @param tls present exactly for HTTPS
 * @param timeouts how long a client may take
 * @param backend name of the backend that serves it
 */
public record ListenerConfig(
        String name, int port, int bindPort, Protocol protocol, @Nullable TlsConfig tls, TimeoutsConfig timeouts, String backend) {
    /** What is spoken. */
    public enum Protocol {
        TCP,
        HTTP,
        HTTPS
    }

    /**
     * TLS of a listener.
     *
     * @param certificates names of certificates of the snapshot; the first is used where no server name fits
     * @param minVersion {@code "1.2"} or {@code "1.3"}
     */
    public record TlsConfig(List<String> certificates, String minVersion) {
        public TlsConfig {
            certificates = List.copyOf(certificates);
        }
    }

    /** How long a client may take; all in milliseconds, 0 = no limit. The meanings are those of {@code ListenerTimeoutsSpec}. */
    public record TimeoutsConfig(
            long tlsHandshakeMillis, long requestHeadersMillis, long clientIdleMillis, long tcpIdleMillis, long stallMillis) {}
}
