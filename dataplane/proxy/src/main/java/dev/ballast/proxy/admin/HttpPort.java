package dev.ballast.proxy.admin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A plain HTTP server of a few pages that are read only. Blocking work on virtual threads. */
public final class HttpPort implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Binds and serves.
     *
     * @throws IOException when the address cannot be bound
     */
    public HttpPort(InetSocketAddress address, Pages pages) throws IOException {
        JdkHttp.prepare();
        server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                Supplier<Reply> page = pages.at(path);
                boolean reads = exchange.getRequestMethod().equals("GET")
                        || exchange.getRequestMethod().equals("HEAD");
                Reply reply = page == null
                        ? Reply.text(404, "There is no " + path + " here: expected one of " + pages)
                        : reads ? page.get() : Reply.text(405, "This page is read only: expected GET.");
                reply.sendOn(exchange);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
