package dev.ballast.proxy.upstream;

import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderWriter;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.ConnectHandler;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.traffic.endpoint.Endpoint;

/** A connection to an endpoint that is being made, as a {@link ConnectPlan} says: the kernel's part, then who the client is. */
record Dial(UpstreamPool pool, Endpoint endpoint, ConnectPlan plan, Arrival client, UpstreamPool.Taker taker) implements ConnectHandler {
    @Override
    public void connected(Connection connection) {
        ProxyProtocol version = plan.proxyProtocol();
        if (version != null) {
            byte[] header = header(version);
            connection.write(header, 0, header.length);
        }
        taker.connected(new UpstreamConnection(pool, endpoint, plan, connection));
        connection.flush(); // An endpoint that speaks first waits for the header.
    }

    private byte[] header(ProxyProtocol version) {
        return switch (version) {
            case V1 -> ProxyHeaderWriter.line(client.client(), client.destination().get());
            case V2 -> ProxyHeaderWriter.binary(client.client(), client.destination().get());
        };
    }

    @Override
    public void connectFailed(Unreachable why) {
        taker.connectFailed(why);
    }
}
