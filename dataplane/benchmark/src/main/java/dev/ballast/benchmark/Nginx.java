package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with one worker in the foreground: a proxy under test, and the backend of all of them. */
final class Nginx {
    private Nginx() {}

    /** Answers with two bytes on each port. Not what is measured, so it is the one that costs least. */
    static List<String> backend(Path directory, List<Integer> ports) throws IOException {
        StringBuilder servers = new StringBuilder();
        for (int port : ports) {
            servers.append("  server { listen 127.0.0.1:").append(port).append("; location / { return 200 \"ok\"; } }\n");
        }
        return command(directory, "backend", servers.toString());
    }

    static List<String> command(Path directory, String name, String http) throws IOException {
        Path config = Files.writeString(
                directory.resolve(name + ".conf"),
                """
                daemon off;
                pid %1$s/%2$s.pid;
                error_log stderr error;
                worker_processes 1;
                worker_rlimit_nofile 20000;
                events { worker_connections 10000; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/%2$s-body;
                  proxy_temp_path %1$s/%2$s-proxy;
                  fastcgi_temp_path %1$s/%2$s-fastcgi;
                  uwsgi_temp_path %1$s/%2$s-uwsgi;
                  scgi_temp_path %1$s/%2$s-scgi;
                %3$s
                }
                """
                        .formatted(directory, name, http));
        return List.of("nginx", "-p", directory.toString(), "-e", "stderr", "-c", config.toString());
    }
}
