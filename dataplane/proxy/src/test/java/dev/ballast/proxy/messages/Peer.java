package dev.ballast.proxy.messages;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Another proxy, to see what it does with the same octets. With its defaults; Envoy as its documentation advises for the edge. */
enum Peer {
    HAProxy("-v") {
        @Override
        List<String> command(Path directory, int port, int endpoint) throws IOException {
            return List.of("haproxy", "-db", "-f", written(directory, "haproxy.cfg", """
                    defaults
                      mode http
                      timeout connect 3s
                      timeout client 60s
                      timeout server 60s
                    frontend web
                      bind 127.0.0.1:%d
                      default_backend shop
                    backend shop
                      server one 127.0.0.1:%d
                    """.formatted(port, endpoint)));
        }
    },
    nginx("-v") {
        @Override
        List<String> command(Path directory, int port, int endpoint) throws IOException {
            return List.of("nginx", "-p", directory.toString(), "-e", "stderr", "-c", written(directory, "nginx.conf", """
                    daemon off;
                    pid %1$s/pid;
                    error_log /dev/null;
                    events {}
                    http {
                      access_log off;
                      client_body_temp_path %1$s/body;
                      proxy_temp_path %1$s/proxy;
                      fastcgi_temp_path %1$s/fastcgi;
                      uwsgi_temp_path %1$s/uwsgi;
                      scgi_temp_path %1$s/scgi;
                      upstream shop { server 127.0.0.1:%3$d max_fails=0; keepalive 8; }
                      server {
                        listen 127.0.0.1:%2$d;
                        location / { proxy_pass http://shop; proxy_http_version 1.1; proxy_set_header Connection ""; }
                      }
                    }
                    """.formatted(directory, port, endpoint)));
        }
    },
    Envoy("--version") {
        @Override
        List<String> command(Path directory, int port, int endpoint) throws IOException {
            return List.of("envoy", "--concurrency", "1", "--log-level", "off", "--disable-hot-restart", "-c", written(directory, "envoy.yaml", """
                    static_resources:
                      listeners:
                      - address: {socket_address: {address: 127.0.0.1, port_value: %d}}
                        filter_chains:
                        - filters:
                          - name: http
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                              stat_prefix: web
                              use_remote_address: true
                              normalize_path: true
                              merge_slashes: true
                              path_with_escaped_slashes_action: UNESCAPE_AND_REDIRECT
                              common_http_protocol_options: {headers_with_underscores_action: REJECT_REQUEST}
                              http_filters:
                              - name: router
                                typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                              route_config:
                                virtual_hosts:
                                - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: shop}}]}
                      clusters:
                      - name: shop
                        load_assignment:
                          cluster_name: shop
                          endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]
                    """.formatted(port, endpoint)));
        }
    };

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

    private final String versionOption;

    Peer(String versionOption) {
        this.versionOption = versionOption;
    }

    abstract List<String> command(Path directory, int port, int endpoint) throws IOException;

    private static String written(Path directory, String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String program() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean installed() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> executable(Path.of(folder, program())));
    }

    private static boolean executable(Path program) {
        return Files.isRegularFile(program) && Files.isExecutable(program);
    }

    String version() throws IOException {
        Process process = new ProcessBuilder(program(), versionOption).redirectErrorStream(true).start();
        Matcher version = VERSION.matcher(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        return version.find() ? version.group() : "?";
    }

    /** Starts it; returns when it accepts connections. */
    Instance start(Path directory, int endpoint) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(command(directory, port, endpoint))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
        return new Instance(process, port);
    }

    /** One that runs. */
    record Instance(Process process, int port) implements AutoCloseable {
        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
