package dev.ballast.benchmark;

import java.util.List;

/**
 * What a proxy is to do.
 *
 * @param port that it listens on, on loopback
 * @param backends addresses on loopback with their ports
 * @param certificate that clients see; of no meaning where nothing is secure
 * @param defaults whether it runs as it ships; else what saves work at new connections is switched off
 */
record Front(Speaks speaks, int port, List<String> backends, Pem certificate, boolean defaults) {
    /** The same on another port. */
    Front on(int other) {
        return new Front(speaks, other, backends, certificate, defaults);
    }

    /** In front of ports on 127.0.0.1. */
    static Front of(Speaks speaks, List<Integer> backends, Pem certificate, boolean defaults) {
        return new Front(speaks, 0, backends.stream().map(port -> "127.0.0.1:" + port).toList(), certificate, defaults);
    }

    /** To clients. To backends it is HTTP/1.1, or bytes. */
    enum Speaks {
        HTTP,
        HTTPS,
        /** HTTP/2 over TLS. */
        HTTP2,
        TCP;

        boolean secure() {
            return this == HTTPS || this == HTTP2;
        }

        String scheme() {
            return secure() ? "https" : "http";
        }
    }
}
