package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx in the foreground: a proxy under test, and the backend of all of them. */
final class Nginx {
    /** Where Debian's libnginx-mod-stream puts it. */
    private static final Path STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

    private Nginx() {}

    /** Answers with two bytes on each port. Not what is measured, so it is the one that costs least. */
    static List<String> backend(Lab lab, List<Integer> ports) throws IOException {
        StringBuilder servers = new StringBuilder();
        for (int port : ports) {
            servers.append("server { listen 127.0.0.1:").append(port).append("; location / { return 200 \"ok\"; } }\n");
        }
        return command(lab.directory(), "backend", 1, "", http(lab.directory(), "backend", servers.toString()));
    }

    /** The same as one process, which can be killed. */
    static List<String> mortalBackend(Lab lab, int port) throws IOException {
        String name = "backend-" + port;
        String server = "server { listen 127.0.0.1:" + port + "; location / { return 200 \"ok\"; } }\n";
        return command(lab.directory(), name, 1, "master_process off;", http(lab.directory(), name, server));
    }

    /** The same at every address of the port, and ends each connection with its answer. */
    static List<String> closingBackend(Lab lab, int port) throws IOException {
        String server = "keepalive_timeout 0; server { listen 0.0.0.0:" + port + " backlog=4096; location / { return 200 \"ok\"; } }\n";
        return command(lab.directory(), "backend", 1, "", http(lab.directory(), "backend", server));
    }

    static boolean carries(Front.Speaks what) {
        return what != Front.Speaks.TCP || Files.exists(STREAM);
    }

    static List<String> proxy(Lab lab, Front front, int workers) throws IOException {
        String name = "nginx-" + front.port();
        StringBuilder servers = new StringBuilder();
        front.backends().forEach(backend -> servers.append("server ").append(backend).append(";\n"));
        if (front.speaks() == Front.Speaks.TCP) {
            String stream =
                    """
                    stream {
                      upstream echo { %s }
                      server { listen 127.0.0.1:%d reuseport; proxy_pass echo; }
                    }
                    """
                            .formatted(servers, front.port());
            return command(lab.directory(), name, workers, "load_module " + STREAM + ";", stream);
        }
        boolean secure = front.speaks().secure();
        String server =
                """
                upstream echo {
                %s
                  keepalive 128;
                  keepalive_requests 1000000000;
                }
                server {
                  listen 127.0.0.1:%d %s reuseport;
                  %s
                  location / {
                    proxy_pass http://echo;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                  }
                }
                """
                        .formatted(
                                servers,
                                front.port(),
                                front.speaks() == Front.Speaks.HTTP2 ? "ssl http2" : secure ? "ssl" : "",
                                secure
                                        ? "ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate %s; ssl_certificate_key %s;"
                                                .formatted(front.certificate().certificate(), front.certificate().key())
                                        : "");
        return command(lab.directory(), name, workers, "", http(lab.directory(), name, server));
    }

    private static String http(Path directory, String name, String servers) {
        return """
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
                .formatted(directory, name, servers);
    }

    private static List<String> command(Path directory, String name, int workers, String modules, String content) throws IOException {
        Path config = Files.writeString(
                directory.resolve(name + ".conf"),
                """
                %s
                daemon off;
                pid %s/%s.pid;
                error_log stderr error;
                worker_processes %d;
                worker_rlimit_nofile 20000;
                events { worker_connections 10000; }
                %s
                """
                        .formatted(modules, directory, name, workers, content));
        return List.of("nginx", "-p", directory.toString(), "-e", "stderr", "-c", config.toString());
    }
}
