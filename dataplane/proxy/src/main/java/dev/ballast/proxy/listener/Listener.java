package dev.ballast.proxy.listener;

import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that is listened on: gives each new connection a place or closes it, and hands it to its loop; to a {@link Prelude} first where
 * something comes before its content. What it is for stands in the running plan under the listener's name; before the first plan that has it
 * runs, in the plan for which the port was opened.
 */
final class Listener implements Acceptor {
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

    /** What it is for now; null when it is for nothing any more. */
    @Nullable ListenerPlan plan() {
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
    public boolean mayBecomeSecure() {
        ListenerPlan plan = plan();
        return plan != null && plan.tls() != null;
    }

    @Override
    public void accepted(Connection connection) {
        ListenerPlan plan = plan();
        if (plan == null) {
            connection.close();
        } else if (plan.tls() == null) {
            begin(plan, connection, Arrival.plain(connection));
        } else {
            new Prelude(this, connection).begin(plan);
        }
    }

    /** Its work begins. */
    void begin(ListenerPlan plan, Connection connection, Arrival arrival) {
        work.get(connection.loop().index()).begin(plan, connection, arrival);
    }
}
