package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.tls.ServerNames;
import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Loop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Mapping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that is listened on: gives each new connection a place or closes it, makes it secure, and hands it to its loop. What it is for stands
 * in the running plan under the listener's name; before the first plan that has it runs, in the plan for which the port was opened.
 */
final class Listener implements Acceptor {
    private static final int LARGEST_CLIENT_HELLO = 16 * 1024;

    private final LivePlan live;
    private final ConnectionGate gate;
    private final Counters<ProcessEvent> process;
    private final List<LoopWork> work;
    private volatile String name;
    private volatile @Nullable ListenerPlan first;

    Listener(LivePlan live, ConnectionGate gate, Counters<ProcessEvent> process, List<LoopWork> work, ListenerPlan first) {
        this.live = live;
        this.gate = gate;
        this.process = process;
        this.work = work;
        this.name = first.config().name();
        this.first = first;
    }

    /** From now on it serves this listener of the running plan. */
    void serve(String listener) {
        name = listener;
        first = null;
    }

    private @Nullable ListenerPlan plan() {
        ListenerPlan coming = first;
        return coming != null ? coming : live.plan().listener(name);
    }

    @Override
    public boolean admit(Loop loop) {
        if (plan() == null) {
            return false;
        }
        if (!gate.enter()) {
            process.count(loop.index(), ProcessEvent.CONNECTION_REFUSED);
            return false;
        }
        return true;
    }

    @Override
    public void released(Loop loop) {
        gate.leave();
    }

    @Override
    public @Nullable ChannelHandler security(Loop loop, ByteBufAllocator allocator) {
        ListenerPlan plan = plan();
        ServerNames names = plan == null ? null : plan.tls();
        return plan == null || names == null ? null : new Handshake(this::context, plan.config().timeouts().tlsHandshakeMillis());
    }

    /**
     * The running plan's certificate for a name, asked for as the client says it. What answers is used in the same turn of the loop: that is
     * why a certificate can be released once every loop has had a turn after the plan that dropped it.
     */
    private SslContext context(String serverName) {
        ListenerPlan plan = plan();
        ServerNames names = plan == null ? null : plan.tls();
        if (names == null) {
            throw new IllegalStateException("listener " + name + " has gone");
        }
        return names.map(serverName);
    }

    @Override
    public void accepted(Connection connection, boolean secure) {
        ListenerPlan plan = plan();
        if (plan == null || secure != (plan.config().protocol() == Protocol.HTTPS)) {
            connection.close();
            return;
        }
        work.get(connection.loop().index()).begin(plan, connection, secure);
    }

    @Override
    public void handshakeFailed(Loop loop) {
        ListenerPlan plan = plan();
        if (plan != null) {
            plan.meter().events().count(loop.index(), ListenerEvent.HANDSHAKE_FAILED);
        }
    }

    /** Chooses the certificate by the server name; the whole handshake has one time limit, and so has the waiting for its first message. */
    private static final class Handshake extends SniHandler {
        private final long timeoutMillis;

        Handshake(Mapping<String, SslContext> names, long timeoutMillis) {
            super(names, LARGEST_CLIENT_HELLO, timeoutMillis);
            this.timeoutMillis = timeoutMillis;
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            SslHandler handler = super.newSslHandler(context, allocator);
            handler.setHandshakeTimeoutMillis(timeoutMillis);
            return handler;
        }
    }
}
