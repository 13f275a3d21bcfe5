package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A proxy under test: HTTP/1.1 from {@code port} to the two backends, on one core, with what it ships switched on, no access log, and
 * connections to the backends kept.
 */
enum Peer {
    Ballast {
        @Override
        List<String> command(Path directory, Path program, int port, List<Integer> backends) throws IOException {
            StringBuilder endpoints = new StringBuilder();
            backends.forEach(backend -> endpoints.append("    - {address: 127.0.0.1, port: ").append(backend).append("}\n"));
            Path manifest = Files.writeString(
                    directory.resolve("ballast.yaml"),
                    """
                    apiVersion: ballast.dev/v1alpha1
                    kind: LoadBalancer
                    metadata: {name: benchmark}
                    spec:
                      listeners: [{name: web, port: %d, protocol: HTTP, backend: echo}]
                      backends:
                      - name: echo
                        endpoints:
                    %s
                    """
                            .formatted(port, endpoints.toString().stripTrailing()));
            return List.of(program.toString(), "run", "--admin-port", "0", manifest.toString());
        }

        @Override
        List<String> version(Path program) {
            return List.of(program.toString(), "--version");
        }
    },
    HAProxy {
        @Override
        List<String> command(Path directory, Path program, int port, List<Integer> backends) throws IOException {
            StringBuilder servers = new StringBuilder();
            backends.forEach(backend -> servers.append("  server s").append(backend).append(" 127.0.0.1:").append(backend).append("\n"));
            Path config = Files.writeString(
                    directory.resolve("haproxy.cfg"),
                    """
                    global
                      nbthread 1
                      maxconn 4000
                    defaults
                      mode http
                      timeout connect 3s
                      timeout client 60s
                      timeout server 60s
                    frontend web
                      bind 127.0.0.1:%d
                      default_backend echo
                    backend echo
                    %s
                    """
                            .formatted(port, servers.toString().stripTrailing()));
            return List.of("haproxy", "-db", "-f", config.toString());
        }

        @Override
        List<String> version(Path program) {
            return List.of("haproxy", "-v");
        }
    },
    nginx {
        @Override
        List<String> command(Path directory, Path program, int port, List<Integer> backends) throws IOException {
            StringBuilder servers = new StringBuilder();
            backends.forEach(backend -> servers.append("    server 127.0.0.1:").append(backend).append(";\n"));
            return Nginx.command(
                    directory,
                    "nginx",
                    """
                      upstream echo {
                    %s
                        keepalive 128;
                        keepalive_requests 1000000000;
                      }
                      server {
                        listen 127.0.0.1:%d;
                        location / {
                          proxy_pass http://echo;
                          proxy_http_version 1.1;
                          proxy_set_header Connection "";
                        }
                      }
                    """
                            .formatted(servers.toString().stripTrailing(), port));
        }

        @Override
        List<String> version(Path program) {
            return List.of("nginx", "-v");
        }
    };

    /** What starts it in the foreground, after writing its configuration into the directory. */
    abstract List<String> command(Path directory, Path program, int port, List<Integer> backends) throws IOException;

    /** What says its version. */
    abstract List<String> version(Path program);
}
