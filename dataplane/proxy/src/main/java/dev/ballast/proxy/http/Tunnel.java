package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.failure.Reason;

/** An exchange after its endpoint agreed to another protocol: bytes go both ways, and the lease is held until they have ended. */
final class Tunnel implements Relay.Owner {
    private final HttpLoop loop;
    private final ListenerPlan plan;
    private final Lease lease;
    private final Exchange exchange;

    Tunnel(HttpLoop loop, Exchange exchange, Lease lease) {
        this.loop = loop;
        this.plan = exchange.plan();
        this.lease = lease;
        this.exchange = exchange;
        plan.meter().events().count(loop.index(), ListenerEvent.TUNNEL_OPENED);
    }

    @Override
    public void relayed(boolean fromClient, int count) {
        exchange.relayed(fromClient, count);
        plan.meter().events().add(loop.index(), fromClient ? ListenerEvent.BYTES_RECEIVED : ListenerEvent.BYTES_SENT, count);
    }

    @Override
    public void relayEnded(Relay.End end) {
        plan.meter().events().count(loop.index(), ListenerEvent.TUNNEL_CLOSED);
        lease.close(end.outcome());
        Reason reason = end.reason();
        exchange.tunnelEnded(reason == null ? null : reason.failure());
    }
}
