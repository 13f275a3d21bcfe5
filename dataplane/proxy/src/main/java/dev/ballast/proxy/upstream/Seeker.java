package dev.ballast.proxy.upstream;

import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.backend.Selection;
import dev.ballast.traffic.backend.Waiter;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Whoever asks a backend for an endpoint, and may have to wait for one. Each question has one answer: {@link #chosen}, or {@link #refused}, or
 * none after {@link #leave}. On its loop only, but for what the waiting room calls.
 */
public abstract class Seeker implements Caller, Waiter {
    private final Loop loop;
    private Selection.@Nullable Waiting place;
    private Deadlines.@Nullable Deadline patience;

    protected Seeker(Loop loop) {
        this.loop = loop;
    }

    /** @param waited whether that was in the waiting room, and so nobody else sends what is written now */
    protected abstract void chosen(Lease lease, boolean waited);

    protected abstract void refused(Failure why);

    /** @param tried endpoints that come after all others */
    protected final void ask(Backend backend, Tried tried) {
        switch (backend.select(this, tried, this)) {
            case Lease lease -> chosen(lease, false);
            case Selection.Waiting at -> await(at, backend.policy().caps());
            case Selection.Refusal refusal -> refused(refusal.failure());
        }
    }

    private void await(Selection.Waiting at, @Nullable CapConfig caps) {
        place = at;
        if (caps != null && caps.queueTimeoutMillis() > 0) {
            Deadlines.Deadline limit = loop.deadlines().deadline(this::waitedTooLong);
            limit.in(caps.queueTimeoutMillis());
            patience = limit;
        }
    }

    /** On the thread of whoever gave the place back. */
    @Override
    public final void granted(Lease lease) {
        loop.execute(() -> {
            if (place == null) {
                lease.close(Outcome.CANCELLED);
            } else {
                waitNoMore();
                chosen(lease, true);
            }
        });
    }

    /** On the thread of whoever found it out. */
    @Override
    public final void turnedAway(Failure why) {
        loop.execute(() -> {
            if (place != null) {
                waitNoMore();
                refused(why);
            }
        });
    }

    private void waitedTooLong() {
        Selection.Waiting at = place;
        if (at != null && at.leave()) {
            waitNoMore();
            refused(Reason.QueueTimeout.failure());
        }
    }

    /** Waits no more, if it does; what is granted nevertheless is given back. */
    protected final void leave() {
        Selection.Waiting at = place;
        if (at != null) {
            at.leave();
            waitNoMore();
        }
    }

    private void waitNoMore() {
        place = null;
        Deadlines.Deadline limit = patience;
        if (limit != null) {
            limit.cancel();
        }
    }
}
