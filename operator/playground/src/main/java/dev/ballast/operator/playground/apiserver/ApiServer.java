package dev.ballast.operator.playground.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server: HTTP on a loopback port, a virtual thread a request. What it stores lives in memory and outlasts {@link #stop()}, so that
 * the server can go and come back as it does in a cluster.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final List<String> NAMESPACES = List.of("default", "kube-system");

    static {
        // Read once by the JDK's server: small answers must not wait for the client's acknowledgement, idle clients are not cut off.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "86400");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    }

    /** Port 0 until the first start. */
    private volatile InetSocketAddress address;
    private final Registry registry;
    private final GarbageCollector collector;
    private final Requests requests;
    private @Nullable HttpServer http;
    private @Nullable ExecutorService threads;

    private ApiServer(InetSocketAddress address, InstantSource clock) {
        this.address = address;
        ResourceTypes types = new ResourceTypes();
        Semaphore removals = new Semaphore(0);
        this.registry = new Registry(types, clock, removals::release);
        this.collector = new GarbageCollector(registry, removals);
        this.requests = new Requests(types, registry, clock);
        ResourceType namespaces = types.get("", "namespaces");
        for (String name : NAMESPACES) {
            ObjectNode namespace = Json.object();
            namespace.putObject("metadata").put("name", name);
            registry.create(namespaces, "", namespace, Registry.Intent.PLAIN);
        }
    }

    /** @param port on loopback; 0 lets the kernel choose */
    public static ApiServer start(int port, InstantSource clock) {
        ApiServer server = new ApiServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), clock);
        server.start();
        return server;
    }

    public URI uri() {
        return URI.create("http://" + address.getHostString() + ":" + address.getPort());
    }

    /** For fabric8's client; watches over plain HTTP, because there are no WebSockets here. */
    public Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(uri().toString())
                .withNamespace("default")
                .withOnlyHttpWatches(true)
                .build();
    }

    /** For {@code kubectl --kubeconfig}. */
    public String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                current-context: playground
                clusters: [{name: playground, cluster: {server: "%s"}}]
                users: [{name: playground, user: {}}]
                contexts: [{name: playground, context: {cluster: playground, user: playground, namespace: default}}]
                """
                .formatted(uri());
    }

    /** Serves again, at the same port, what was stored before. */
    public synchronized void start() {
        try {
            HttpServer server = HttpServer.create(address, 0);
            threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
            http = server;
            address = server.getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("the API server cannot listen on " + address, e);
        }
    }

    /** Breaks every connection and stops listening. */
    public synchronized void stop() {
        registry.closeWatches();
        if (http != null) {
            http.stop(0);
            http = null;
        }
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }

    @Override
    public void close() {
        stop();
        collector.close();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            requests.handle(exchange);
        } catch (IOException e) {
            LOG.debug("a client went away: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        }
    }
}
