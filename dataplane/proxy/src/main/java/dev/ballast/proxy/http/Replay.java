package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** What has been sent of a request's body, kept so that it can be sent again; as long as it is little enough and may be needed. */
final class Replay {
    private final int most;
    private @Nullable HeldBytes sent;
    private boolean whole = true;
    private boolean begun;

    /** @param most bytes that are kept; 0: the body cannot be sent again */
    Replay(int most) {
        this.most = most;
    }

    /** This is being sent. */
    void add(Received from, int offset, int count) {
        begun = true;
        if (!whole) {
            return;
        }
        if (length() + (long) count > most) {
            forget();
            return;
        }
        HeldBytes kept = sent;
        if (kept == null) {
            sent = kept = new HeldBytes();
        }
        kept.add(from, offset, count);
    }

    /** What comes before everything else to another endpoint; null: nothing. */
    @Nullable HeldBytes sent() {
        return sent;
    }

    /** Whether a part was sent and is not here. */
    boolean consumed() {
        return begun && !whole;
    }

    int length() {
        return sent == null ? 0 : sent.length();
    }

    /** It is not needed any more. */
    void forget() {
        whole = false;
        sent = null;
    }
}
