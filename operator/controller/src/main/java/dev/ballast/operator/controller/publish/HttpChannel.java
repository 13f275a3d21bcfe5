package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.MalformedMessageException;
import dev.ballast.contract.wire.QuotasMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.identity.Authority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The channel over HTTP/1.1 and mutual TLS. One client a LoadBalancer: the name that its pods must have is part of the client, so that no
 * connection can ever be used for another's.
 */
public final class HttpChannel implements Channel {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration EXCHANGE = Duration.ofSeconds(10);

    private final HttpClient client;

    private HttpChannel(HttpClient client) {
        this.client = client;
    }

    /**
     * Makes channels.
     *
     * @param executor runs what the clients do; virtual threads
     */
    public static Channel.Factory factory(Supplier<Authority> authority, OperatorIdentity identity, Executor executor) {
        return owner -> {
            try {
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(new KeyManager[] {identity}, new TrustManager[] {new PodTrustManager(owner, authority)}, null);
                return new HttpChannel(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(executor)
                        .sslContext(tls)
                        .build());
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every Java platform has TLS", impossible);
            }
        };
    }

    @Override
    public Answer put(Target target, Wanted wanted) throws IOException, InterruptedException {
        return send(target, "PUT", Wire.SNAPSHOT_PATH, wanted.revision(), wanted.whole());
    }

    @Override
    public Answer patch(Target target, Wanted wanted) throws IOException, InterruptedException {
        return send(target, "PATCH", Wire.ENDPOINTS_PATH, wanted.revision(), wanted.change());
    }

    private Answer send(Target target, String method, String path, Revision revision, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = request(target, path)
                .timeout(EXCHANGE)
                .header("Content-Type", Wire.JSON)
                .header("Content-Encoding", "gzip")
                .header(Wire.REVISION_HEADER, revision.toString())
                .header(Wire.DIGEST_HEADER, Wire.digest(body))
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        try {
            return Wire.decodeAnswer(response.statusCode(), response.body());
        } catch (MalformedMessageException unexpected) {
            throw new IOException(method + " " + path + ": " + unexpected.getMessage(), unexpected);
        }
    }

    @Override
    public Event.Uses quotas(Target target, QuotasMessage message) throws IOException, InterruptedException {
        HttpRequest request = request(target, Wire.QUOTAS_PATH)
                .timeout(EXCHANGE)
                .header("Content-Type", Wire.JSON)
                .PUT(BodyPublishers.ofByteArray(Wire.encode(message)))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 404) {
            // One of a version that shares no budgets has none.
            return new Event.Uses(message.revision(), List.of());
        }
        try {
            if ((response.statusCode() == 200 || response.statusCode() == 409) && Wire.decodeEvent(response.body()) instanceof Event.Uses uses) {
                return uses;
            }
            throw new IOException("PUT " + Wire.QUOTAS_PATH + ": status " + response.statusCode() + ": " + response.body());
        } catch (MalformedMessageException unexpected) {
            throw new IOException("PUT " + Wire.QUOTAS_PATH + ": " + unexpected.getMessage(), unexpected);
        }
    }

    @Override
    public Running running(Target target, @Nullable Digests wanted) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target, Wire.SNAPSHOT_PATH).timeout(EXCHANGE).GET();
        if (wanted != null) {
            request.header(Wire.WANTED_HEADER, wanted.text());
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("GET " + Wire.SNAPSHOT_PATH + ": status " + response.statusCode() + ": expected 200");
        }
        try {
            return Wire.decodeRunning(response.body());
        } catch (MalformedMessageException unexpected) {
            throw new IOException("GET " + Wire.SNAPSHOT_PATH + ": " + unexpected.getMessage(), unexpected);
        }
    }

    @Override
    public Runnable events(Target target, Consumer<Event> events, Consumer<@Nullable Throwable> end) {
        Lines lines = new Lines(events);
        var response = client.sendAsync(
                request(target, Wire.EVENTS_PATH).GET().build(), BodyHandlers.fromLineSubscriber(lines));
        response.whenComplete((answer, failure) -> {
            Throwable why = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
            end.accept(why == null && answer.statusCode() != 200 ? new IOException("status " + answer.statusCode()) : why);
        });
        return () -> {
            lines.cancel();
            response.cancel(true);
        };
    }

    private static HttpRequest.Builder request(Target target, String path) {
        String host = target.host().indexOf(':') >= 0 ? "[" + target.host() + "]" : target.host();
        return HttpRequest.newBuilder(URI.create("https://" + host + ":" + target.port() + path));
    }

    /** Ends every connection and every call. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Lines of a stream, each an event; one that is not known is of a newer dataplane, and is skipped. */
    private static final class Lines implements Flow.Subscriber<String> {
        private final Consumer<Event> events;
        private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

        private Lines(Consumer<Event> events) {
            this.events = events;
        }

        @Override
        public void onSubscribe(Flow.Subscription granted) {
            subscription.set(granted);
            granted.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.isBlank()) {
                return;
            }
            try {
                events.accept(Wire.decodeEvent(line));
            } catch (MalformedMessageException ofANewerDataplane) {
                // Nothing depends on it: what runs is told by heartbeats and by asking.
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}

        private void cancel() {
            Flow.Subscription granted = subscription.get();
            if (granted != null) {
                granted.cancel();
            }
        }
    }
}
