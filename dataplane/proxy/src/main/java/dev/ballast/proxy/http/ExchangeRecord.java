package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.Destination;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.telemetry.AccessEntry;
import dev.ballast.proxy.telemetry.CacheEvent;
import dev.ballast.proxy.telemetry.RequestTrace;
import dev.ballast.proxy.telemetry.Tracing;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is told of an exchange: its metrics, its line in the access log, its trace. On the exchange's loop only. */
final class ExchangeRecord {
    private final ListenerPlan plan;
    private final Request head;
    private final long begun = System.nanoTime();
    private final @Nullable RequestTrace trace;
    private @Nullable Endpoint endpoint;
    private @Nullable String word;
    private @Nullable CacheEvent cached;
    private AccessEntry.@Nullable RequestLine line;
    private int attempts;
    private long received;
    private long sent;

    ExchangeRecord(ListenerPlan plan, Request head) {
        this.plan = plan;
        this.head = head;
        Tracing tracing = plan.journal().tracing();
        this.trace = tracing == null ? null : tracing.begin(head.methodName(), head, OwnFields.GETTER);
    }

    /** An endpoint is tried, and is told what it may know. */
    void attempting(Endpoint next) {
        endpoint = next;
        attempts++;
        OwnFields.request(head, plan.journal(), trace, next);
    }

    /**
     * The attempt has ended, if there is one.
     *
     * @param status of its answer; 0 without one
     * @param why it failed
     */
    void attemptEnded(int status, @Nullable Reason why) {
        RequestTrace traced = trace;
        if (traced != null) {
            traced.attemptEnded(status, why == null ? null : why.name());
        }
    }

    /** The one that was tried last. */
    @Nullable Endpoint endpoint() {
        return endpoint;
    }

    void received(int count) {
        received += count;
    }

    /** Bytes of the body that have come from the client. */
    long received() {
        return received;
    }

    void sent(int count) {
        sent += count;
    }

    /** It becomes a tunnel: its head is not kept for as long as that lasts, but for what is told of it at the end. */
    void switched() {
        if (plan.journal().wants(true) || trace != null) {
            line = line();
        }
    }

    private AccessEntry.RequestLine line() {
        return new AccessEntry.RequestLine(head.methodName(), head.host(), head.path());
    }

    /** It is answered by us. */
    void replied(Reply reply) {
        word = reply.word();
    }

    /** What its route's cache has done. */
    void cached(CacheEvent outcome) {
        cached = outcome;
    }

    /**
     * All of it is over.
     *
     * @param loop whose counters are used
     * @param status that the client has seen; 0 for none
     * @param failure null when it came to its end
     */
    void ended(Client client, int loop, ClientFacts facts, Destination destination, int status, @Nullable Failure failure) {
        long nanos = System.nanoTime() - begun;
        destination.requests().ended(loop, status, nanos);
        if (failure != null) {
            destination.meter().failures().count(loop, failure.reason());
        }
        boolean logged = failure == null ? plan.journal().wants(status >= 500) : plan.journal().writes(failure.reason());
        RequestTrace traced = trace;
        if (logged || traced != null) {
            AccessEntry entry = entry(client, facts, destination, status, failure, nanos);
            if (logged) {
                plan.journal().log().add(entry);
            }
            if (traced != null) {
                traced.end(entry);
            }
        }
    }

    private AccessEntry entry(
            Client client, ClientFacts facts, Destination destination, int status, @Nullable Failure failure, long nanos) {
        Endpoint last = endpoint;
        CacheEvent fromCache = cached;
        String reason = word == null && failure != null ? failure.reason().name() : word;
        return new AccessEntry(
                Instant.now(),
                plan.config().name(),
                client.protocol(),
                facts.text(),
                line == null ? line() : line,
                status,
                reason,
                destination.exists() ? destination.backend().name() : null,
                last == null ? null : last.id(),
                attempts,
                received,
                sent,
                nanos,
                fromCache == null ? null : fromCache.outcome(),
                null);
    }
}
