package dev.ballast.benchmark;

import java.util.List;

/**
 * What a proxy is to do.
 *
 * @param port that it listens on, on loopback
 * @param backends ports on loopback
 * @param certificate that clients see; of no meaning where nothing is secure
 * @param defaults whether it runs as it ships; else what saves work at new connections is switched off
 */
record Front(Speaks speaks, int port, List<Integer> backends, Pem certificate, boolean defaults) {
    /** The same on another port. */
    Front on(int other) {
        return new Front(speaks, other, backends, certificate, defaults);
    }

    /** To clients. To backends it is HTTP/1.1, or bytes. */
    enum Speaks {
        HTTP,
        HTTPS,
        TCP;

        String scheme() {
            return this == HTTPS ? "https" : "http";
        }
    }
}
