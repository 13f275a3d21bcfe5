package dev.ballast.toolbox.load;

import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * HTTP/2: a connection to each target, which carries the requests of all that ask at once. A connection whose server says that it takes no more
 * (GOAWAY) is replaced, as every good client does; one that was lost without a word fails the next request, unless it may be replaced. Any thread.
 */
final class Http2Client implements Client {
    /** So many connections are tried for a request that none of them has begun to send. */
    private static final int TRIES = 3;

    private final LoadOptions options;
    private final List<Http2Target> targets;
    private final EventLoopGroup loops;
    private final Tally tally;
    private final Lock opening = new ReentrantLock();
    private final Map<Integer, Http2Session> kept = new ConcurrentHashMap<>();

    Http2Client(LoadOptions options, List<Http2Target> targets, EventLoopGroup loops, Tally tally) {
        this.options = options;
        this.targets = targets;
        this.loops = loops;
        this.tally = tally;
    }

    /** Nothing: a connection's event loop knows when it has ended. */
    @Override
    public void prepare(int target) {}

    @Override
    public Response ask(int target) throws RequestFailed, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Http2Session session = options.connectionPerRequest() ? open(target) : kept(target);
            Optional<Response> response = ask(session, target);
            if (response.isPresent()) {
                return response.get();
            }
            kept.remove(target, session);
        }
        throw new RequestFailed(Cause.GoAway, "said on " + TRIES + " connections, one after the other, before the request was sent");
    }

    private Optional<Response> ask(Http2Session session, int target) throws RequestFailed, InterruptedException {
        try {
            return session.ask(targets.get(target));
        } finally {
            if (options.connectionPerRequest()) {
                session.close();
            }
        }
    }

    private Http2Session kept(int target) throws RequestFailed, InterruptedException {
        Http2Session present = kept.get(target);
        return present != null && present.open() ? present : replaced(target);
    }

    private Http2Session replaced(int target) throws RequestFailed, InterruptedException {
        opening.lockInterruptibly();
        try {
            Http2Session present = kept.get(target);
            if (present != null && present.open()) {
                return present;
            }
            kept.remove(target);
            if (present != null && present.lost()) {
                if (!options.retryStale()) {
                    throw new RequestFailed(Cause.StaleConnection, present.ending());
                }
                tally.replaced();
            }
            Http2Session opened = open(target);
            kept.put(target, opened);
            return opened;
        } finally {
            opening.unlock();
        }
    }

    private Http2Session open(int target) throws RequestFailed, InterruptedException {
        Http2Session session = Http2Session.open(targets.get(target), options.timeout(), loops);
        tally.opened();
        return session;
    }

    @Override
    public void close() {
        kept.values().forEach(Http2Session::close);
    }
}
