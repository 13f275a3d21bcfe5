package dev.ballast.proxy.http;

import dev.ballast.proxy.telemetry.BackendEvent;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Selection;

/** Begins an exchange's attempts. One of each event loop. */
final class Forwarder {
    private final HttpLoop loop;

    Forwarder(HttpLoop loop) {
        this.loop = loop;
    }

    /** @param fresh whether the connection must be a new one, because a kept one has just broken */
    void forward(Exchange exchange, boolean fresh) {
        Selection selection = exchange.destination().backend().select(exchange, exchange.tried(), exchange);
        switch (selection) {
            case Lease lease -> attempt(exchange, lease, fresh);
            case Selection.Waiting place -> exchange.waiting(place);
            case Selection.Refusal refusal -> exchange.refused(refusal.failure());
        }
    }

    void attempt(Exchange exchange, Lease lease, boolean fresh) {
        exchange.destination().meter().events().count(loop.index(), BackendEvent.ATTEMPT);
        Attempt attempt = Attempt.of(loop, exchange, lease);
        exchange.attempting(attempt);
        attempt.begin(fresh);
    }
}
