package dev.ballast.proxy.upstream;

import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.tls.ApplicationProtocols;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.failure.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to endpoints that speak HTTP/2. Each takes as many streams as its endpoint allows; who finds no room waits for
 * a connection that is made for it. A connection is of use once the endpoint's settings have come: only then is it known that HTTP/2 is spoken and
 * how many streams there may be. On its loop only.
 */
public final class MultiplexedPool {
    /** Of an endpoint that has said nothing yet: what RFC 9113, 6.5.2 recommends as the least. */
    private static final int ASSUMED_STREAMS = 100;

    private final Loop loop;
    private final UpstreamPool dialer;
    private final Lists lists;
    private final LongUnaryOperator idle;
    private final byte[] room;
    private final Map<Endpoint, Shelf> shelves = new IdentityHashMap<>();

    /**
     * How an endpoint's connections are made and kept.
     *
     * @param connect how one is made; its time is also that of the greeting, and of waiting for one
     * @param idleMillis how long a connection without a stream is kept; 0 = as long as the endpoint keeps it
     * @param mostIdle how many without a stream are kept
     * @param stallMillis how long the endpoint may take nothing of what is ready for it
     */
    public record Terms(ConnectPlan connect, long idleMillis, int mostIdle, long stallMillis) {}

    /** Gets a connection with room for a stream, to be opened before this returns; or hears why there is none. One of the two, once. */
    public interface Taker {
        void ready(MultiplexedConnection connection, boolean reused);

        void notReady(Reason why);
    }

    /** What the connections share with others of their loop. */
    public interface Lists {
        /** Room for an endpoint's header list. */
        HeaderList takeList();

        void give(HeaderList list);

        /** An endpoint has broken a rule. */
        void breach(Breach what);
    }

    /**
     * @param dialer makes the connections
     * @param idle how long something is kept now that is kept for so long otherwise
     * @param room for a frame, shared by the connections of the loop
     */
    public MultiplexedPool(Loop loop, UpstreamPool dialer, Lists lists, LongUnaryOperator idle, byte[] room) {
        this.loop = loop;
        this.dialer = dialer;
        this.lists = lists;
        this.idle = idle;
        this.room = room;
    }

    /** A connection that has room for a stream, or null. */
    public @Nullable MultiplexedConnection borrow(Endpoint endpoint, ConnectPlan plan) {
        Shelf shelf = shelves.get(endpoint);
        return shelf == null || !shelf.plan.serves(plan) || !shelf.waiting.isEmpty() ? null : shelf.withRoom();
    }

    /**
     * Waits for a connection with room, which is made if need be. The taker hears of it in a later turn.
     *
     * @param client who gets a connection for itself where the endpoint is told of it
     */
    public Connecting await(Endpoint endpoint, Terms terms, Arrival client, Taker taker) {
        Shelf shelf = shelf(endpoint, terms.connect());
        Waiter waiter = new Waiter(shelf, taker, terms, client);
        shelf.waiting.add(waiter);
        shelf.dial(waiter);
        shelf.serveSoon();
        return waiter;
    }

    /** What was made in another way, as a plan before this one said, serves nobody who comes now. */
    private Shelf shelf(Endpoint endpoint, ConnectPlan plan) {
        if (!plan.reusable()) {
            return new Shelf(endpoint, plan);
        }
        Shelf known = shelves.get(endpoint);
        if (known != null && known.plan.serves(plan)) {
            return known;
        }
        Shelf made = new Shelf(endpoint, plan);
        shelves.put(endpoint, made);
        if (known != null) {
            known.leave();
        }
        return made;
    }

    /** Lets go of an endpoint that is gone: what is under way ends. */
    public void drop(Endpoint endpoint) {
        Shelf shelf = shelves.remove(endpoint);
        if (shelf != null) {
            shelf.leave();
        }
    }

    /** Somebody who wants a stream. */
    private final class Waiter implements Connecting {
        private final Shelf shelf;
        private final Taker taker;
        private final Terms terms;
        private final Arrival client;
        private final Deadlines.Deadline deadline;

        Waiter(Shelf shelf, Taker taker, Terms terms, Arrival client) {
            this.shelf = shelf;
            this.taker = taker;
            this.terms = terms;
            this.client = client;
            this.deadline = loop.deadlines().deadline(() -> fail(Reason.ConnectTimeout));
            deadline.in(terms.connect().timeoutMillis());
        }

        @Override
        public void cancel() {
            deadline.cancel();
            shelf.waiting.remove(this);
        }

        void fail(Reason why) {
            cancel();
            taker.notReady(why);
        }
    }

    /** What there is of one endpoint, all made in one way. */
    final class Shelf {
        private final Endpoint endpoint;
        private final ConnectPlan plan;
        private final List<MultiplexedConnection> open = new ArrayList<>();
        private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
        private int coming;
        private int allowed = ASSUMED_STREAMS;
        private boolean serving;

        Shelf(Endpoint endpoint, ConnectPlan plan) {
            this.endpoint = endpoint;
            this.plan = plan;
        }

        /** What is under way ends, and those who wait are still served. */
        void leave() {
            List.copyOf(open).forEach(MultiplexedConnection::leave);
        }

        /** Whether somebody who comes later finds it. */
        private boolean serves() {
            return shelves.get(endpoint) == this && endpoint.state().listed();
        }

        Lists lists() {
            return lists;
        }

        long idleMillis(Terms terms) {
            return idle.applyAsLong(terms.idleMillis());
        }

        private @Nullable MultiplexedConnection withRoom() {
            for (int i = 0; i < open.size(); i++) {
                if (open.get(i).room() > 0) {
                    return open.get(i);
                }
            }
            return null;
        }

        /** How many of those who wait have a stream to come: on connections that are being made, and on those that are and have not served them yet. */
        private long expected() {
            long streams = (long) coming * Math.max(1, allowed);
            for (MultiplexedConnection each : open) {
                streams += each.room();
            }
            return streams;
        }

        /** As many connections as those who wait will fill. */
        private void dial(Waiter first) {
            Terms terms = first.terms;
            while (waiting.size() > expected()) {
                coming++;
                dialer.connect(endpoint, terms.connect(), first.client, new UpstreamPool.Taker() {
                    @Override
                    public void connected(UpstreamConnection connection) {
                        if (terms.connect().tls() != null && !connection.applicationProtocol().equals(ApplicationProtocols.HTTP_2)) {
                            connection.close(); // RFC 9113, 3.2: over TLS it is agreed on, or not spoken.
                            notMade(Reason.EndpointHandshake);
                            return;
                        }
                        new MultiplexedConnection(Shelf.this, terms, connection.connection(), room).begin();
                    }

                    @Override
                    public void connectFailed(Unreachable why) {
                        notMade(why.reason());
                    }
                });
            }
        }

        /** Those who were to share a connection have nothing to wait for. */
        void notMade(Reason why) {
            coming--;
            for (long left = waiting.size() - expected(); left > 0; left--) {
                Waiter first = waiting.peekFirst();
                if (first != null) {
                    first.fail(why);
                }
            }
            forgetIfEmpty();
        }

        /** Its settings have come. */
        void made(MultiplexedConnection connection) {
            coming--;
            allowed = connection.allowed();
            open.add(connection);
            if (!waiting.isEmpty()) {
                serveSoon();
            } else if (!serves()) {
                connection.leave();
            }
        }

        /** Whenever there is room and somebody waits: nothing is made for those who are about to be served. */
        void serveSoon() {
            if (!serving && !waiting.isEmpty() && withRoom() != null) {
                serving = true;
                loop.execute(() -> {
                    serving = false;
                    serve();
                });
            }
        }

        private void serve() {
            MultiplexedConnection next;
            while (!waiting.isEmpty() && (next = withRoom()) != null) {
                Waiter first = waiting.removeFirst();
                first.deadline.cancel();
                first.taker.ready(next, next.used());
            }
            Waiter first = waiting.peekFirst();
            if (first != null) {
                dial(first);
            }
        }

        /** It has no stream any more. */
        void idled(MultiplexedConnection connection, Terms terms) {
            int idlers = 0;
            for (MultiplexedConnection each : open) {
                idlers += each.idle() ? 1 : 0;
            }
            if (idlers > terms.mostIdle() || !serves()) {
                connection.leave();
            }
        }

        /** It takes no more streams. */
        void without(MultiplexedConnection connection) {
            open.remove(connection);
            forgetIfEmpty();
        }

        private void forgetIfEmpty() {
            if (open.isEmpty() && waiting.isEmpty() && coming == 0) {
                shelves.remove(endpoint, this);
            }
        }
    }
}
