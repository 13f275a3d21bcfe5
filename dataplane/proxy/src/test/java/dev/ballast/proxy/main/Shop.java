package dev.ballast.proxy.main;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/** The manifest {@code shop.yaml} in a test's directory, with a listener on a port that nobody has. */
final class Shop {
    private static final int FIRST_PORT = 10_000;
    /** From here on the kernel takes ports for whoever connects to something: a port found free may be taken before it is listened on. */
    private static final int KERNELS_PORTS = 32_768;

    private final Path directory;
    private final int port = freePort();

    Shop(Path directory) {
        this.directory = directory;
    }

    /** A port that nobody listens on, and that nobody gets by chance. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, KERNELS_PORTS);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one.
            }
        }
    }

    int port() {
        return port;
    }

    Path file() {
        return directory.resolve("shop.yaml");
    }

    /** A listener for HTTP, in line 6, and a backend of one endpoint, in the last line. */
    String text(Origin origin) {
        return """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: shop}
                spec:
                  listeners:
                  - {name: web, protocol: HTTP, port: %d, backend: shop}
                  backends:
                  - {name: shop, endpoints: [{address: 127.0.0.1, port: %d}]}
                """
                .formatted(port, origin.port());
    }

    /** At once, as editors do it: nobody reads a half of it. */
    Path write(String text) {
        try {
            Path next = Files.writeString(directory.resolve("shop.yaml.next"), text);
            return Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
