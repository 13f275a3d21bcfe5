package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange on one endpoint: a lease, the request written to the endpoint and the answer read from it, by whatever protocol it speaks.
 * It gives back what it has once, and tells the exchange how it went.
 */
abstract sealed class Attempt permits Http1Attempt, Http2Attempt {
    final HttpLoop loop;
    final Exchange exchange;
    final Lease lease;
    private Deadlines.@Nullable Deadline deadline;

    Attempt(HttpLoop loop, Exchange exchange, Lease lease) {
        this.loop = loop;
        this.exchange = exchange;
        this.lease = lease;
    }

    /** By the protocol that the endpoint speaks. */
    static Attempt of(HttpLoop loop, Exchange exchange, Lease lease) {
        return switch (lease.backend().policy().protocol()) {
            case HTTP -> new Http1Attempt(loop, exchange, lease);
            case HTTP2 -> new Http2Attempt(loop, exchange, lease);
        };
    }

    final Endpoint endpoint() {
        return lease.endpoint();
    }

    /** Whose endpoint it is. */
    final Backend backend() {
        return lease.backend();
    }

    /** How the endpoint is used: after a failover that is another backend's policy. */
    final PolicyConfig policy() {
        return lease.backend().policy();
    }

    final ConnectPlan connectPlan() {
        return exchange.plan().connect(lease.backend());
    }

    /** @param fresh whether the connection must be a new one, because a kept one has just broken */
    abstract void begin(boolean fresh);

    /** Whether its connection had served before. */
    abstract boolean reused();

    /** Whether it takes the request's body. */
    abstract boolean connected();

    /** A part of the request's body. */
    abstract void body(Received from, int offset, int count);

    /** All of the request has been written, and goes out. */
    abstract void bodyEnd();

    abstract void flush();

    /** The client takes nothing more until {@link #clientWritable}. */
    abstract void clientFull();

    abstract void clientWritable();

    /** Bytes that the endpoint has not taken. */
    abstract long held();

    /** The exchange needs it no more; it hears nothing of this one. */
    abstract void cancel();

    abstract void fail(Reason reason);

    /** The endpoint's time for an answer begins. */
    final void awaitAnswer() {
        long timeout = policy().responseTimeoutMillis();
        if (timeout > 0) {
            Deadlines.Deadline limit = loop.loop().deadlines().deadline(() -> fail(Reason.ResponseTimeout));
            limit.in(timeout);
            deadline = limit;
        }
    }

    final void noMoreDeadline() {
        Deadlines.Deadline limit = deadline;
        if (limit != null) {
            limit.cancel();
        }
    }

    /**
     * @param connected whether it had a connection
     * @param answering whether a part of an answer has come
     */
    static Outcome outcome(Reason reason, boolean connected, boolean answering) {
        if (reason == Reason.LocalResources || reason == Reason.RefusedStream) {
            return Outcome.CANCELLED;
        }
        if (!connected) {
            return Outcome.CONNECT_FAILED;
        }
        return answering ? Outcome.BROKE_AFTER_RESPONSE : Outcome.BROKE_BEFORE_RESPONSE;
    }
}
