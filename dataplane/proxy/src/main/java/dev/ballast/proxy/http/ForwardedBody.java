package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.retry.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to an endpoint. What comes before one takes it waits here, and the client is read no further; what has
 * been sent is kept as long as another attempt may need it. On the exchange's loop only.
 */
final class ForwardedBody {
    private final Request head;
    private final Reading client;
    private @Nullable HeldBytes waiting;
    private @Nullable Replay replay;
    private @Nullable RequestMirror mirror;
    private boolean ended;

    ForwardedBody(Request head, Reading client) {
        this.head = head;
        this.client = client;
        this.ended = !head.hasBody();
    }

    /** @param copy gets everything, too; null: nobody does */
    void copyTo(@Nullable RequestMirror copy) {
        mirror = copy;
        if (copy != null && ended) {
            copy.bodyEnd();
        }
    }

    /** Whether all of it has come. */
    boolean ended() {
        return ended;
    }

    /**
     * A part has come.
     *
     * @param attempt the one that is being made, if any
     * @param backend by whose rules it may be made again
     */
    void add(@Nullable Attempt attempt, Backend backend, Received from, int offset, int count) {
        if (mirror != null) {
            mirror.body(from, offset, count);
        }
        if (attempt != null && attempt.connected()) {
            keep(backend, from, offset, count);
            attempt.body(from, offset, count);
        } else {
            hold(from, offset, count);
            client.hold(Hold.NO_PEER);
        }
    }

    /** Nothing more comes. */
    void end(@Nullable Attempt attempt) {
        ended = true;
        if (mirror != null) {
            mirror.bodyEnd();
        }
        if (attempt != null && attempt.connected()) {
            attempt.bodyEnd();
        }
    }

    /** The attempt has its connection: what there is for it goes out. */
    void connected(Attempt attempt, Backend backend) {
        client.release(Hold.NO_PEER);
        HeldBytes sentBefore = replay == null ? null : replay.sent();
        if (sentBefore != null) {
            attempt.body(sentBefore, 0, sentBefore.length());
        }
        HeldBytes next = waiting;
        waiting = null;
        if (next != null) {
            keep(backend, next, 0, next.length());
            attempt.body(next, 0, next.length());
        }
        if (ended) {
            attempt.bodyEnd();
        }
    }

    private void hold(Received from, int offset, int count) {
        HeldBytes holding = waiting;
        if (holding == null) {
            waiting = holding = new HeldBytes();
        }
        holding.add(from, offset, count);
    }

    /** For another attempt, where one may follow. */
    private void keep(Backend backend, Received from, int offset, int count) {
        Replay kept = replay;
        if (kept == null) {
            RetryPolicy policy = backend.retries();
            boolean refusable = backend.policy().protocol() == Protocol.HTTP2;
            boolean useful = refusable || policy.attempts() > 0 && policy.mayBeDoneTwice(head.method().idempotent());
            replay = kept = new Replay(useful ? policy.config().maxBodyBytes() : 0);
        }
        kept.add(from, offset, count);
    }

    /** What another attempt could send of it. */
    RetryPolicy.Body left() {
        if (!head.hasBody()) {
            return RetryPolicy.Body.NONE;
        }
        return replay != null && replay.consumed() ? RetryPolicy.Body.CONSUMED : RetryPolicy.Body.REPLAYABLE;
    }

    /** No other attempt follows. */
    void sendNoMore() {
        if (replay != null) {
            replay.forget();
        }
    }

    /** Bytes that are held. */
    long held() {
        HeldBytes holding = waiting;
        return (holding == null ? 0 : holding.length()) + (replay == null ? 0 : replay.length()) + (mirror == null ? 0 : mirror.held());
    }

    void drop() {
        waiting = null;
        replay = null;
        if (mirror != null) {
            mirror.end();
        }
    }
}
