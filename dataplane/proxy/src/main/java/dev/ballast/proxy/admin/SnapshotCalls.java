package dev.ballast.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigGate.GateClosedException;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.Offer;
import dev.ballast.proxy.config.Offer.Announced;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/snapshot} and {@code /v1/endpoints}: from bytes to an offer, and from an answer to bytes. */
final class SnapshotCalls {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCalls.class);

    /** Bodies held at once, each of at most {@link Wire#MAX_BODY_BYTES}; more wait before they are read. */
    private final Semaphore bodies = new Semaphore(4);

    private final ConfigGate gate;
    private final Readiness readiness;
    private final Supplier<? extends Collection<String>> boundListeners;

    SnapshotCalls(ConfigGate gate, Readiness readiness, Supplier<? extends Collection<String>> boundListeners) {
        this.gate = gate;
        this.readiness = readiness;
        this.boundListeners = boundListeners;
    }

    void snapshot(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            RunningSnapshot running = gate.state().running();
            if (running != null) {
                readiness.operatorAsked(running.digests().text().equals(exchange.getRequestHeaders().getFirst(Wire.WANTED_HEADER)));
            }
            running(running, "full".equals(exchange.getRequestURI().getQuery())).sendOn(exchange);
        } else {
            take(exchange, (announced, body) -> new Offer.Whole(Source.Push, announced, body));
        }
    }

    void endpoints(HttpExchange exchange) throws IOException {
        take(exchange, Offer.Endpoints::new);
    }

    private Reply running(@Nullable RunningSnapshot running, boolean full) {
        if (full) {
            return running == null
                    ? Reply.text(404, "Nothing runs yet.")
                    : Reply.json(
                            200, Wire.encodeRedacted(new SnapshotMessage(running.revision(), running.snapshot())));
        }
        List<String> listeners = boundListeners.get().stream().sorted().toList();
        List<String> features = List.copyOf(gate.capabilities().features());
        return Reply.json(
                200,
                Wire.encode(
                        running == null
                                ? new Running(null, null, null, null, listeners, features)
                                : new Running(
                                        running.revision(),
                                        running.digests(),
                                        running.since().toString(),
                                        running.source(),
                                        listeners,
                                        features)));
    }

    private void take(HttpExchange exchange, BiFunction<Announced, byte[], Offer> kind) throws IOException {
        Announced announced;
        try {
            announced = announced(exchange);
        } catch (IllegalArgumentException wrong) {
            Reply.text(400, String.valueOf(wrong.getMessage())).sendOn(exchange);
            return;
        }
        try {
            bodies.acquire();
            try {
                byte[] body = exchange.getRequestBody().readNBytes(Wire.MAX_BODY_BYTES + 1);
                decide(announced, body, kind).sendOn(exchange);
            } finally {
                bodies.release();
            }
        } catch (InterruptedException closing) {
            Reply.text(503, "The process goes down.").sendOn(exchange);
        }
    }

    private Reply decide(Announced announced, byte[] body, BiFunction<Announced, byte[], Offer> kind)
            throws InterruptedException {
        if (body.length > Wire.MAX_BODY_BYTES) {
            return Reply.text(413, "The body is longer than " + Wire.MAX_BODY_BYTES + " bytes: expected at most that.");
        }
        try {
            Answer answer = gate.offer(kind.apply(announced, body));
            return Reply.json(Wire.status(answer), Wire.encode(answer));
        } catch (GateClosedException closing) {
            return Reply.text(503, String.valueOf(closing.getMessage()));
        } catch (IllegalStateException bug) {
            LOG.error("Revision {} could not be decided on", announced.revision(), bug);
            return Reply.text(500, String.valueOf(bug.getMessage()));
        }
    }

    /** @throws IllegalArgumentException when a header is missing or wrong; the message names it */
    private static Announced announced(HttpExchange exchange) {
        String revision = header(exchange, Wire.REVISION_HEADER, "such as 3.14");
        String digest = header(exchange, Wire.DIGEST_HEADER, "sha256: and 64 hexadecimal digits");
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    Wire.DIGEST_HEADER + ": \"" + digest + "\" is not a digest: expected sha256: and 64 hexadecimal digits");
        }
        return new Announced(Revision.of(revision), digest, length == null ? -1 : Long.parseLong(length));
    }

    private static String header(HttpExchange exchange, String name, String expected) {
        @Nullable String value = exchange.getRequestHeaders().getFirst(name);
        if (value == null) {
            throw new IllegalArgumentException("The header " + name + " is missing: expected " + expected);
        }
        return value;
    }
}
