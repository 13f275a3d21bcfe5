package dev.ballast.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A plain HTTP server of a few pages. Blocking work on virtual threads. */
public final class HttpPort implements AutoCloseable {
    /** The longest body that is read, in bytes: a manifest with its certificates. */
    private static final int MAX_BODY = 4 << 20;

    private final HttpServer server;
    private final Pages pages;
    private final Guard guard;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Binds and serves.
     *
     * @throws IOException when the address cannot be bound
     */
    public HttpPort(InetSocketAddress address, Pages pages, Guard guard) throws IOException {
        this.pages = pages;
        this.guard = guard;
        JdkHttp.prepare();
        server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                reply(exchange).sendOn(exchange);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        Call head = new Call(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath(), exchange.getRequestHeaders()::getFirst, new byte[0]);
        Reply refusal = guard.refusal(head);
        if (refusal != null) {
            return refusal;
        }
        Page page = pages.at(head.path());
        if (page == null) {
            return Reply.text(404, "There is no " + head.path() + " here: expected one of " + pages);
        }
        byte[] body = head.reads() ? head.body() : exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            return Reply.text(413, "The body is too long: expected at most " + MAX_BODY + " bytes.");
        }
        try {
            return page.answer(new Call(head.method(), head.path(), head.header(), body));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Reply.text(503, "The process goes down.");
        }
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
