package dev.ballast.operator.controller.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Answers.Stale;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.EndpointsMessage;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.identity.Authority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A dataplane pod's channel without a dataplane: keeps order and digests as a pod does, and refuses when it is told to. */
public final class FakePod implements AutoCloseable {
    private final String name;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private @Nullable SnapshotMessage running;
    private List<Problem> refusal = List.of();
    private boolean silent;

    /** @param tls data of a Secret with the pod's certificate, its key and the bundle, base64 */
    public FakePod(String name, Map<String, String> tls) {
        this.name = name;
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.setHttpsConfigurator(new HttpsConfigurator(context(tls)) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                    ssl.setNeedClientAuth(true);
                    parameters.setSSLParameters(ssl);
                }
            });
            server.createContext(Wire.SNAPSHOT_PATH, this::snapshot);
            server.createContext(Wire.ENDPOINTS_PATH, this::endpoints);
            server.createContext(Wire.EVENTS_PATH, this::events);
            server.start();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static SSLContext context(Map<String, String> tls) throws Exception {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        Credentials own = Credentials.parse(text(tls, "tls.crt"), new Sensitive(text(tls, "tls.key")));
        keys.setKeyEntry("pod", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        int number = 0;
        KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        for (X509Certificate root : Authority.certificates(text(tls, "ca.crt"))) {
            roots.setCertificateEntry("root-" + number++, root);
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private static String text(Map<String, String> data, String key) {
        return new String(Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.UTF_8);
    }

    public String name() {
        return name;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** What it runs. */
    public synchronized @Nullable Snapshot snapshot() {
        return running == null ? null : running.snapshot();
    }

    /** The place in the order of what it runs. */
    public synchronized @Nullable Revision revision() {
        return running == null ? null : running.revision();
    }

    /** Every PUT and PATCH that it took, in order: {@code PUT 1.1}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Runs this as if it had started from it. */
    public synchronized void startFrom(@Nullable SnapshotMessage message) {
        running = message;
    }

    /** From now on refuses every snapshot for these reasons; none = takes them again. */
    public synchronized void refuse(Problem... problems) {
        refusal = List.of(problems);
    }

    /** From now on takes pushes and never answers them. */
    public synchronized void fallSilent(boolean now) {
        silent = now;
    }

    /** Reports an endpoint that refused a connection. */
    public void reportConnectFailure(String backend, String endpoint) {
        tell(new Event.ConnectFailure(backend, endpoint));
    }

    private synchronized @Nullable Digests digests() {
        return running == null ? null : Wire.digests(running.snapshot());
    }

    private void snapshot(HttpExchange exchange) throws IOException {
        if ("GET".equals(exchange.getRequestMethod())) {
            Running report;
            synchronized (this) {
                List<String> bound = running == null
                        ? List.of()
                        : running.snapshot().listeners().stream().map(ListenerConfig::name).toList();
                report = new Running(revision(), digests(), null, running == null ? null : Source.Push, bound, List.of());
            }
            send(exchange, 200, Wire.encode(report));
            return;
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        answer(exchange, body, () -> {
            SnapshotMessage message = Wire.decodeSnapshot(Wire.gunzip(body));
            return take(message);
        });
    }

    private synchronized Answer take(SnapshotMessage message) {
        if (running != null && message.revision().compareTo(running.revision()) <= 0) {
            return new Stale(running.revision(), digests());
        }
        if (!refusal.isEmpty()) {
            return new Nack(message.revision(), refusal);
        }
        running = message;
        return new Ack(message.revision(), Wire.digests(message.snapshot()));
    }

    private void endpoints(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        answer(exchange, body, () -> patch(Wire.decodeEndpoints(Wire.gunzip(body))));
    }

    private synchronized Answer patch(EndpointsMessage message) {
        SnapshotMessage base = running;
        if (base == null || !message.base().equals(digests()) || message.revision().compareTo(base.revision()) <= 0) {
            return new Stale(revision(), digests());
        }
        Snapshot old = base.snapshot();
        List<BackendConfig> backends = new ArrayList<>();
        old.backends().forEach(backend ->
                backends.add(backend.withEndpoints(message.backends().getOrDefault(backend.name(), backend.endpoints()))));
        return take(new SnapshotMessage(
                message.revision(),
                old.withBackends(backends)));
    }

    private interface Handling {
        Answer handle() throws Exception;
    }

    private void answer(HttpExchange exchange, byte[] body, Handling handling) throws IOException {
        try {
            String announced = exchange.getRequestHeaders().getFirst(Wire.DIGEST_HEADER);
            if (!Wire.digest(body).equals(announced)) {
                throw new IOException("announced " + announced);
            }
            boolean mute;
            synchronized (this) {
                mute = silent;
            }
            if (mute) {
                exchange.close();
                return;
            }
            Answer answer = handling.handle();
            if (answer instanceof Ack) {
                calls.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst(Wire.REVISION_HEADER));
            }
            send(exchange, Wire.status(answer), Wire.encode(answer));
        } catch (Exception malformed) {
            send(exchange, 400, new byte[0]);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", Wire.NDJSON);
        exchange.sendResponseHeaders(200, 0);
        OutputStream stream = exchange.getResponseBody();
        streams.add(stream);
        tell(new Event.Heartbeat(revision(), digests(), true));
    }

    private void tell(Event event) {
        byte[] line = (new String(Wire.encode(event), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
        for (OutputStream stream : streams) {
            try {
                stream.write(line);
                stream.flush();
            } catch (IOException gone) {
                streams.remove(stream);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        streams.forEach(stream -> {
            try {
                stream.close();
            } catch (IOException gone) {
                // It was closed by the other side.
            }
        });
        server.stop(0);
        threads.shutdownNow();
    }
}
