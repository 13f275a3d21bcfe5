package dev.ballast.proxy.tcp;

import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.telemetry.AccessEntry;
import dev.ballast.proxy.telemetry.BackendEvent;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Literals;
import dev.ballast.proxy.transport.Session;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.proxy.transport.Volume;
import dev.ballast.proxy.upstream.Seeker;
import dev.ballast.proxy.upstream.UpstreamConnection;
import dev.ballast.proxy.upstream.UpstreamPool;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.balance.Key;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.Retries;
import dev.ballast.traffic.retry.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's TCP connection: an endpoint is found for it, another one where that does not take the connection, and then the two are joined
 * by a {@link Relay}. Nothing is read from the client before. It keeps the plan with which it began, and ends exactly once.
 */
public final class TcpSession extends Seeker implements Session, UpstreamPool.Taker, Relay.Owner {
    private final UpstreamPool pool;
    private final ListenerPlan plan;
    private final Connection client;
    private final Arrival arrival;
    private final int loop;
    private final Session.Ending ending;
    private final Relay relay;

    private final Retries retries = new Retries();
    private @Nullable Lease lease;
    private long connectBegan;
    private @Nullable Connecting connecting;
    private boolean ended;
    private @Nullable Endpoint endpoint;
    private @Nullable Reason failed;
    private int attempts;
    private long received;
    private long sent;
    private final long begun = System.nanoTime();

    /** @param arrival what is known of the client */
    public TcpSession(
            UpstreamPool pool, ListenerPlan plan, Connection client, Arrival arrival, MemoryPressure memory, Session.Ending ending) {
        super(client.loop());
        this.pool = pool;
        this.plan = plan;
        this.client = client;
        this.arrival = arrival;
        this.loop = client.loop().index();
        this.ending = ending;
        this.relay = new Relay(client, this, plan.config().timeouts(), memory);
    }

    /** Takes the connection over. */
    public void begin() {
        client.expect(Volume.STREAM);
        attempt();
    }

    private void attempt() {
        ask(plan.backend(), retries.tried());
    }

    @Override
    protected void chosen(Lease chosen, boolean waited) {
        lease = chosen;
        endpoint = chosen.endpoint();
        attempts++;
        plan.backendMeter().events().count(loop, BackendEvent.ATTEMPT);
        connectBegan = System.nanoTime();
        connecting = pool.connect(chosen.endpoint(), plan.connect(chosen.backend()), arrival, this);
    }

    /** All that is known of a client before it has sent anything is its address. */
    @Override
    public long hash(Key key) {
        if (key.source() != HashKey.SourceIP) {
            return NO_KEY;
        }
        byte[] address = Literals.of(arrival.client().getAddress()).getBytes(StandardCharsets.US_ASCII);
        return Hashing.of(address, 0, address.length);
    }

    @Override
    public void connected(UpstreamConnection connection) {
        connecting = null;
        Lease current = lease;
        if (current == null) {
            connection.close();
            return;
        }
        current.connected();
        current.answered(false);
        plan.backendMeter().connected(loop, connectBegan);
        connection.connection().expect(Volume.STREAM);
        client.settle();
        relay.join(connection.connection());
    }

    @Override
    public void connectFailed(Unreachable why) {
        connecting = null;
        Failure failure = why.reason().failure();
        Lease current = lease;
        if (current == null) {
            return;
        }
        giveBack(why == Unreachable.LOCAL ? Outcome.CANCELLED : Outcome.CONNECT_FAILED);
        Retries.Next next = retries.next(current.endpoint(), failure, plan.backend().retries(), false, RetryPolicy.Body.NONE);
        if (next != Retries.Next.NONE) {
            retries.follow(current.endpoint(), next);
            plan.backendMeter().events().count(loop, BackendEvent.RETRY);
            attempt();
        } else {
            refused(failure);
        }
    }

    /** There is no endpoint: the client sees an error, not an end. */
    @Override
    protected void refused(Failure failure) {
        plan.backendMeter().failures().count(loop, failure.reason());
        failed = failure.reason();
        client.reset();
    }

    @Override
    public void relayed(boolean fromClient, int count) {
        if (fromClient) {
            received += count;
        } else {
            sent += count;
        }
        plan.meter().events().add(loop, fromClient ? ListenerEvent.BYTES_RECEIVED : ListenerEvent.BYTES_SENT, count);
    }

    @Override
    public void relayEnded(Relay.End end) {
        if (ended) {
            return;
        }
        ended = true;
        Connecting under = connecting;
        if (under != null) {
            connecting = null;
            under.cancel();
        }
        Reason reason = end.reason();
        if (reason != null) {
            plan.backendMeter().failures().count(loop, reason);
        }
        leave();
        giveBack(relay.joined() ? end.outcome() : Outcome.CANCELLED);
        Reason why = failed == null ? reason : failed;
        if (why == null ? plan.journal().wants(false) : plan.journal().writes(why)) {
            plan.journal().log().add(entry(why));
        }
        ending.ended(this);
    }

    private AccessEntry entry(@Nullable Reason why) {
        Endpoint last = endpoint;
        return new AccessEntry(
                Instant.now(),
                plan.config().name(),
                plan.config().protocol().name(),
                Literals.of(arrival.client().getAddress()),
                null,
                0,
                why == null ? null : why.name(),
                plan.backend().name(),
                last == null ? null : last.id(),
                attempts,
                received,
                sent,
                System.nanoTime() - begun,
                null,
                null);
    }

    private void giveBack(Outcome outcome) {
        Lease current = lease;
        lease = null;
        if (current != null) {
            current.close(outcome);
        }
    }

    /** A session has no end of its own: it goes on until both sides have ended, or is cut. */
    @Override
    public void drain() {}

    @Override
    public void cut(Reason why) {
        relay.end(Relay.End.cut(why));
    }

    /** The relay asks by itself how much time there is. */
    @Override
    public void hurry() {}

    @Override
    public long held() {
        return relay.held();
    }
}
