package dev.ballast.proxy.listener;

import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.plan.PortPlan;
import dev.ballast.proxy.plan.Sources;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that is listened on: gives each new connection a place or closes it, and hands it to its loop; to a {@link ProxyPreface} and a {@link Prelude} first
 * where something comes before its content. What it is for stands in the running plan under the port's number; before the first plan that has it runs,
 * in the plan for which the port was opened.
 */
final class Listener implements Acceptor {
    private final LivePlan live;
    private final ConnectionGate gate;
    private final Counters<ProcessEvent> process;
    private final List<LoopWork> work;
    private volatile int port;
    private volatile @Nullable PortPlan first;

    Listener(LivePlan live, ConnectionGate gate, Counters<ProcessEvent> process, List<LoopWork> work, PortPlan first) {
        this.live = live;
        this.gate = gate;
        this.process = process;
        this.work = work;
        this.port = first.number();
        this.first = first;
    }

    /** From now on it serves this port of the running plan. */
    void serve(int number) {
        port = number;
        first = null;
    }

    /** What it is for now; null when it is for nothing any more. */
    @Nullable PortPlan plan() {
        PortPlan coming = first;
        return coming != null ? coming : live.plan().port(port);
    }

    @Override
    public boolean admit(Loop loop) {
        if (plan() == null) {
            return false;
        }
        ProcessEvent refusal = gate.enter();
        if (refusal != null) {
            process.count(loop.index(), refusal);
        }
        return refusal == null;
    }

    @Override
    public void released(Loop loop) {
        gate.leave();
    }

    @Override
    public boolean mayBecomeSecure() {
        PortPlan plan = plan();
        return plan != null && plan.terminates();
    }

    @Override
    public void accepted(Connection connection) {
        PortPlan plan = plan();
        if (plan == null) {
            connection.close();
        } else if (plan.first().proxies() != null) {
            new ProxyPreface(this, connection, plan, plan.first().proxies()).begin();
        } else {
            arrived(plan, connection, Arrival.plain(connection));
        }
    }

    /** It is known who the client is. */
    void arrived(PortPlan plan, Connection connection, Arrival arrival) {
        if (plan.secure()) {
            new Prelude(this, connection, arrival).begin(plan);
        } else if (enter(plan.first(), connection.loop(), arrival)) {
            begin(plan.first(), connection, arrival);
        } else {
            connection.close();
        }
    }

    /** Whether the listener takes one more client; {@link #begin} or {@link ListenerPlan#gate}'s leave follows a yes. */
    static boolean enter(ListenerPlan plan, Loop loop, Arrival arrival) {
        Sources sources = plan.sources();
        boolean known = sources == null || sources.forwarded() || sources.admit(arrival.client().getAddress());
        ListenerEvent refusal = known ? plan.gate().enter(plan.config().limits()) : ListenerEvent.REFUSED_BY_SOURCE;
        if (refusal != null) {
            plan.meter().events().count(loop.index(), refusal);
        }
        return refusal == null;
    }

    /** The work of a client that was let in begins; it leaves at its end. */
    void begin(ListenerPlan plan, Connection connection, Arrival arrival) {
        work.get(connection.loop().index()).begin(plan, connection, arrival);
    }
}
