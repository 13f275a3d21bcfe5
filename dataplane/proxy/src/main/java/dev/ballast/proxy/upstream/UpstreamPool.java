package dev.ballast.proxy.upstream;

import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.traffic.endpoint.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to endpoints that nobody uses at the moment. The one used last is lent first, so that those that are
 * not needed grow old and are closed. On its loop only.
 */
public final class UpstreamPool {
    private final Loop loop;
    private final Map<Endpoint, Shelf> shelves = new IdentityHashMap<>();
    private final AtomicInteger unused = new AtomicInteger();

    public UpstreamPool(Loop loop) {
        this.loop = loop;
    }

    /** A connection that is open as far as is known and was made in this way, or null. */
    public @Nullable UpstreamConnection borrow(Endpoint endpoint, ConnectPlan plan) {
        Shelf shelf = shelves.get(endpoint);
        if (shelf == null) {
            return null;
        }
        UpstreamConnection found;
        while ((found = shelf.connections.pollLast()) != null) {
            unused.setOpaque(unused.getPlain() - 1);
            found.lend();
            if (found.connection().isOpen() && found.plan().serves(plan)) {
                return found;
            }
            found.close();
        }
        return null;
    }

    /** Makes a connection for a client. */
    public Connecting connect(Endpoint endpoint, ConnectPlan plan, Arrival client, Taker taker) {
        return new Dial(address(endpoint), plan, client, new Making(this, endpoint, plan, taker)).begin(loop);
    }

    /** Makes one of the pool's connections of what was dialled. */
    private record Making(UpstreamPool pool, Endpoint endpoint, ConnectPlan plan, Taker taker) implements Dial.Taker {
        @Override
        public void connected(Connection made, String applicationProtocol) {
            taker.connected(new UpstreamConnection(pool, endpoint, plan, made, applicationProtocol));
        }

        @Override
        public void connectFailed(Unreachable why) {
            taker.connectFailed(why);
        }
    }

    /**
     * Takes back a connection on which nothing is under way.
     *
     * @param idleMillis how long it is kept; 0 = as long as the endpoint keeps it
     * @param most how many are kept for an endpoint
     */
    public void give(UpstreamConnection connection, long idleMillis, int most) {
        Endpoint endpoint = connection.endpoint();
        Shelf shelf = connection.plan().reusable() && endpoint.state().listed() && connection.connection().isOpen() ? shelf(endpoint) : null;
        if (shelf == null || shelf.connections.size() >= most) {
            connection.close();
            return;
        }
        shelf.connections.addLast(connection);
        unused.setOpaque(unused.getPlain() + 1);
        connection.lay(idleMillis);
    }

    /** Closes what is kept for an endpoint that is gone. */
    public void drop(Endpoint endpoint) {
        Shelf shelf = shelves.remove(endpoint);
        if (shelf != null) {
            unused.setOpaque(unused.getPlain() - shelf.connections.size());
            shelf.connections.forEach(UpstreamConnection::close);
        }
    }

    /** Connections that nobody uses. From any thread. */
    public int unused() {
        return unused.getOpaque();
    }

    void forget(UpstreamConnection connection) {
        Shelf shelf = shelves.get(connection.endpoint());
        if (shelf != null && shelf.connections.remove(connection)) {
            unused.setOpaque(unused.getPlain() - 1);
        }
    }

    private Shelf shelf(Endpoint endpoint) {
        Shelf shelf = shelves.get(endpoint);
        if (shelf == null) {
            shelf = new Shelf(resolve(endpoint));
            shelves.put(endpoint, shelf);
        }
        return shelf;
    }

    private InetSocketAddress address(Endpoint endpoint) {
        Shelf shelf = shelves.get(endpoint);
        return shelf == null ? resolve(endpoint) : shelf.address;
    }

    /** The address is a literal: nothing is looked up. */
    private static InetSocketAddress resolve(Endpoint endpoint) {
        return new InetSocketAddress(InetAddress.ofLiteral(endpoint.config().address()), endpoint.config().port());
    }

    /** Gets a connection that was made for it; or hears why there is none. One of the two, once. */
    public interface Taker {
        void connected(UpstreamConnection connection);

        void connectFailed(Unreachable why);
    }

    private static final class Shelf {
        final InetSocketAddress address;
        final ArrayDeque<UpstreamConnection> connections = new ArrayDeque<>();

        Shelf(InetSocketAddress address) {
            this.address = address;
        }
    }
}
