package dev.ballast.proxy.upstream;

import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.endpoint.Endpoint;

/**
 * A connection to an endpoint, over its life: lent to one attempt at a time, and in the pool between them. While it is in the pool it
 * hears its own events: whatever happens then ends it.
 */
public final class UpstreamConnection implements ConnectionHandler {
    private final UpstreamPool pool;
    private final Endpoint endpoint;
    private final ConnectPlan plan;
    private final Connection connection;
    private final String applicationProtocol;
    private final Reading reading;
    private final Deadlines.Deadline idle;
    private boolean pooled;

    UpstreamConnection(UpstreamPool pool, Endpoint endpoint, ConnectPlan plan, Connection connection, String applicationProtocol) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.plan = plan;
        this.applicationProtocol = applicationProtocol;
        this.connection = connection;
        this.reading = new Reading(connection);
        this.idle = connection.loop().deadlines().deadline(this::drop);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** How it was made. */
    ConnectPlan plan() {
        return plan;
    }

    /** What was agreed on by ALPN (RFC 7301), such as {@code h2}; {@code ""} when nothing was. */
    public String applicationProtocol() {
        return applicationProtocol;
    }

    public Connection connection() {
        return connection;
    }

    /** Who holds the reading of it. */
    public Reading reading() {
        return reading;
    }

    void lay(long idleMillis) {
        pooled = true;
        connection.handler(this);
        idle.in(idleMillis);
    }

    void lend() {
        pooled = false;
        idle.cancel();
    }

    private void drop() {
        if (pooled) {
            pooled = false;
            idle.cancel();
            pool.forget(this);
            connection.close();
        }
    }

    /** Closes it; it is lent to no one any more. */
    public void close() {
        pooled = false;
        idle.cancel();
        connection.close();
    }

    @Override
    public void received(Received bytes) {
        drop();
    }

    @Override
    public void batchEnded() {}

    @Override
    public void ended() {
        drop();
    }

    @Override
    public void writable() {}

    @Override
    public void closed(boolean reset) {
        drop();
    }
}
