package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** A proxy under test: on loopback, with what it ships switched on, no access log, and connections to HTTP backends kept. */
enum Peer {
    Ballast("") {
        @Override
        List<String> command(Lab lab, Front front, int cores) throws IOException {
            return Manifest.of(front).command(lab);
        }

        @Override
        String version(Lab lab) throws IOException, InterruptedException {
            return Lab.output(lab.program().toString(), "--version").lines().findFirst().orElse("?").replaceFirst("^ballast ", "");
        }
    },
    HAProxy("haproxy") {
        @Override
        List<String> command(Lab lab, Front front, int cores) throws IOException {
            boolean http = front.speaks() != Front.Speaks.TCP;
            String servers = front.backends().stream()
                    .map(backend -> "  server s-" + backend.replace(':', '-') + " " + backend)
                    .collect(Collectors.joining("\n"));
            String config =
                    """
                    global
                      nbthread %d
                      maxconn %d
                    defaults
                      mode %s
                      %s
                      timeout connect 3s
                      timeout client 60s
                      timeout server 60s
                    frontend web
                      bind 127.0.0.1:%d%s
                      default_backend echo
                    backend echo
                    %s
                    """
                            .formatted(
                                    cores,
                                    http ? 9_000 : 4_000, // splicing takes two more descriptors each
                                    http ? "http" : "tcp",
                                    http ? "http-reuse always" : "option splice-auto",
                                    front.port(),
                                    front.speaks().secure() ? " ssl crt " + front.certificate().both() + (front.speaks() == Front.Speaks.HTTP2 ? " alpn h2" : "") : "",
                                    servers);
            return List.of("haproxy", "-db", "-f", Files.writeString(lab.directory().resolve("haproxy-" + front.port() + ".cfg"), config).toString());
        }

        @Override
        String version(Lab lab) throws IOException, InterruptedException {
            return Lab.output("haproxy", "-v").lines().findFirst().orElse("?").replaceFirst("^HAProxy version (\\S+).*", "$1");
        }
    },
    nginx("nginx") {
        @Override
        boolean carries(Front.Speaks what) {
            return super.carries(what) && Nginx.carries(what);
        }

        @Override
        List<String> command(Lab lab, Front front, int cores) throws IOException {
            return Nginx.proxy(lab, front, cores);
        }

        @Override
        String version(Lab lab) throws IOException, InterruptedException {
            return Lab.output("nginx", "-v").lines().findFirst().orElse("?").replaceFirst("^nginx version: nginx/(\\S+).*", "$1");
        }
    };

    private final String binary;

    Peer(String binary) {
        this.binary = binary;
    }

    /** Whether it can be measured here, and can do that. */
    boolean carries(Front.Speaks what) {
        return binary.isEmpty() || Lab.installed(binary);
    }

    /** What starts it in the foreground, after writing its configuration into the lab's directory. */
    abstract List<String> command(Lab lab, Front front, int cores) throws IOException;

    abstract String version(Lab lab) throws IOException, InterruptedException;
}
