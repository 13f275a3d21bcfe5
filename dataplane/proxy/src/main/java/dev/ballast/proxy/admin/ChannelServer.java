package dev.ballast.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.FileWatch;
import dev.ballast.proxy.config.QuotaGate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod's end of the channel: HTTP over mutual TLS, for the operator only. Requests run on virtual threads.
 *
 * <p>The certificate, its key and the CA are read again when their files change; connections that stand are kept. Files that cannot be
 * used leave the ones before in place; where there are none yet, every client is refused until there are.
 */
public final class ChannelServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelServer.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final HttpsServer server;
    private final ChannelTls tls;
    private final Events events;
    private final FileWatch watch;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReplaceableContext context = new ReplaceableContext();
    private final LongAdder refusedClients = new LongAdder();

    /**
     * Binds and serves.
     *
     * @param tlsDirectory holds {@code tls.crt}, {@code tls.key} and {@code ca.crt}
     * @param clientName the URI name in the certificate of the only client
     * @param boundListeners names of the listeners that are bound now
     * @throws IOException when the address cannot be bound
     */
    public ChannelServer(
            InetSocketAddress address,
            Path tlsDirectory,
            String clientName,
            ConfigGate gate,
            Readiness readiness,
            Events events,
            QuotaGate quotas,
            Supplier<? extends Collection<String>> boundListeners)
            throws IOException {
        JdkHttp.prepare();
        this.events = events;
        this.tls = new ChannelTls(tlsDirectory, clientName, this::refused);
        this.server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new MutualTls(context.facade()));
        SnapshotCalls snapshots = new SnapshotCalls(gate, readiness, boundListeners);
        route(Wire.SNAPSHOT_PATH, List.of("GET", "PUT"), snapshots::snapshot);
        route(Wire.ENDPOINTS_PATH, List.of("PATCH"), snapshots::endpoints);
        route(Wire.QUOTAS_PATH, List.of("PUT"), new QuotaCalls(quotas)::quotas);
        route(Wire.EVENTS_PATH, List.of("GET"), new EventCall(events));
        server.setExecutor(threads);
        server.start();
        this.watch = new FileWatch(tls.files(), LOOK_AGAIN, this::readTls);
        readTls();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** How many clients were refused for their certificate. */
    public long refusedClients() {
        return refusedClients.sum();
    }

    @Override
    public void close() {
        watch.close();
        events.end();
        server.stop(0);
        threads.shutdownNow();
    }

    private synchronized void readTls() {
        try {
            context.replaceBy(tls.load());
            LOG.info("The channel uses the certificate of {}", tls.files().getFirst());
        } catch (IOException unreadable) {
            LOG.error("The channel cannot read its certificate: {}", unreadable.toString());
        } catch (GeneralSecurityException unusable) {
            LOG.error("The channel cannot use its certificate: {}", unusable.getMessage());
        }
    }

    private void refused(String why) {
        refusedClients.increment();
        LOG.warn("Refused a client of the channel: {}", why);
    }

    private void route(String path, List<String> methods, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    Reply.text(404, "There is no " + exchange.getRequestURI().getPath() + " here.").sendOn(exchange);
                } else if (!methods.contains(exchange.getRequestMethod())) {
                    Reply.text(405, exchange.getRequestMethod() + " is not known here: expected one of " + methods)
                            .sendOn(exchange);
                } else {
                    handler.handle(exchange);
                }
            } catch (RuntimeException bug) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), path, bug);
            }
        });
    }

    /** Asks every client for a certificate, in TLS 1.3 or 1.2. */
    private static final class MutualTls extends HttpsConfigurator {
        MutualTls(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters connection) {
            SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setNeedClientAuth(true);
            connection.setSSLParameters(parameters);
        }
    }

    /** Writes events to one reader until it goes, or until the process does. */
    private record EventCall(Events events) implements HttpHandler {
        @Override
        public void handle(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", Wire.NDJSON);
            exchange.sendResponseHeaders(200, 0);
            try (Events.Reader reader = events.subscribe()) {
                while (true) {
                    exchange.getResponseBody().write(Wire.encode(reader.next()));
                    exchange.getResponseBody().write('\n');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException ended) {
                // Closing the exchange ends the stream for the reader.
            }
        }
    }
}
