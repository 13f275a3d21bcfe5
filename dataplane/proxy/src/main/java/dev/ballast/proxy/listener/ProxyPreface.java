package dev.ballast.proxy.listener;

import dev.ballast.proxy.plan.PortPlan;
import dev.ballast.proxy.proxyprotocol.ProxyHeader;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderReader;
import dev.ballast.proxy.proxyprotocol.TrustedProxies;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import java.net.InetSocketAddress;

/**
 * What comes before everything else where somebody connects for clients: a header of the PROXY protocol. Read from trusted addresses only, within a
 * limit of time; what follows it is given back to whoever comes next. On the connection's loop only.
 */
final class ProxyPreface implements ConnectionHandler {
    private final Listener listener;
    private final Connection connection;
    private final PortPlan plan;
    private final TrustedProxies proxies;
    private final Deadlines.Deadline deadline;
    private final ProxyHeaderReader header = new ProxyHeaderReader();
    private boolean silent = true;
    private boolean over;

    ProxyPreface(Listener listener, Connection connection, PortPlan plan, TrustedProxies proxies) {
        this.listener = listener;
        this.connection = connection;
        this.plan = plan;
        this.proxies = proxies;
        this.deadline = connection.loop().deadlines().deadline(this::late);
    }

    void begin() {
        connection.handler(this);
        if (proxies.trust(connection.remoteAddress().getAddress())) {
            deadline.in(plan.handshakeMillis());
        } else if (proxies.required()) {
            fail(ProxyHeaderFlaw.UntrustedSource);
        } else {
            arrived(ProxyHeader.OF_NOBODY);
        }
    }

    @Override
    public void received(Received bytes) {
        if (over) {
            return;
        }
        silent = false;
        HeldBytes held = new HeldBytes();
        held.add(bytes, 0, bytes.length());
        byte[] piece = held.copyFrom(0);
        int taken = header.read(piece, 0, piece.length);
        ProxyHeader said = header.header();
        if (said != null) {
            giveBack(held, taken);
            arrived(said);
        } else if (header.flaw() == ProxyHeaderFlaw.Absent && !proxies.required()) {
            giveBack(held, taken);
            connection.unread(header.taken());
            arrived(ProxyHeader.OF_NOBODY);
        } else if (header.flaw() != null) {
            fail(header.flaw());
        }
    }

    private void giveBack(HeldBytes held, int from) {
        if (from < held.length()) {
            connection.unread(held.copyFrom(from));
        }
    }

    /** A client that may do without a header, and waits for the other side to speak first, sends nothing at all. */
    private void late() {
        if (silent && !proxies.required()) {
            arrived(ProxyHeader.OF_NOBODY);
        } else {
            fail(ProxyHeaderFlaw.Timeout);
        }
    }

    private void arrived(ProxyHeader said) {
        over = true;
        deadline.cancel();
        PortPlan now = listener.plan();
        if (now == null) {
            connection.close();
            return;
        }
        Arrival own = Arrival.plain(connection);
        InetSocketAddress source = said.source();
        InetSocketAddress destination = said.destination();
        listener.arrived(now, connection, source == null || destination == null ? own : own.from(source, destination));
    }

    private void fail(ProxyHeaderFlaw why) {
        if (!over) {
            plan.first().meter().proxyHeaders().count(connection.loop().index(), why);
        }
        over = true;
        deadline.cancel();
        connection.close();
    }

    @Override
    public void ended() {
        fail(ProxyHeaderFlaw.ClientLeft);
    }

    @Override
    public void closed(boolean reset) {
        fail(ProxyHeaderFlaw.ClientLeft);
    }

    @Override
    public void batchEnded() {}

    @Override
    public void writable() {}
}
