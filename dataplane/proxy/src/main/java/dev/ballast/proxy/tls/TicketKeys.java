package dev.ballast.proxy.tls;

import dev.ballast.traffic.time.Ticker;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The keys that seal a listener's session tickets (RFC 8446, 4.6.1; RFC 5077), so that a client that was here needs no full handshake. A ticket
 * is worth something at its own listener only: keys are made for each, and so is what BoringSSL compares in addition (its session id context).
 *
 * <p>Keys are random, never leave the process, and change every hour. One is kept until the last ticket that it sealed has ended, so that what
 * somebody has recorded cannot be read later. With several replicas a client resumes at the one that knows it, and shakes hands in full at the others.
 *
 * <p>{@link #turn} is called by any loop, the rest by the config worker.
 */
final class TicketKeys {
    /** How long a session may be resumed. What was found out about a client is believed for as long. */
    static final int LIFETIME_SECONDS = (int) TimeUnit.HOURS.toSeconds(2);

    static final long PERIOD_NANOS = TimeUnit.HOURS.toNanos(1);

    /** The one that seals, and those whose tickets still live. */
    private static final int KEPT = 3;

    private final byte[] binding;
    private final Ticker ticker;
    private final SecureRandom random;
    private final List<SslContext> contexts = new ArrayList<>();
    private final Deque<OpenSslSessionTicketKey> keys = new ArrayDeque<>();
    private volatile long nextTurn;

    /** @param binding 32 octets that stand for the listener and for whom it lets in */
    TicketKeys(byte[] binding, Ticker ticker, SecureRandom random) {
        this.binding = binding;
        this.ticker = ticker;
        this.random = random;
        this.nextTurn = ticker.nanos() + PERIOD_NANOS;
        keys.addFirst(fresh());
    }

    private OpenSslSessionTicketKey fresh() {
        return new OpenSslSessionTicketKey(
                octets(OpenSslSessionTicketKey.NAME_SIZE),
                octets(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                octets(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] octets(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    /** From now on the context hands out tickets, and keeps nothing itself. */
    synchronized void join(SslContext context) {
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
        sessions.setSessionIdContext(binding);
        sessions.setSessionCacheEnabled(false);
        sessions.setSessionTimeout(LIFETIME_SECONDS);
        contexts.add(context);
        give(context);
    }

    /** The context is about to be released. */
    synchronized void leave(SslContext context) {
        contexts.remove(context);
    }

    /** Changes the keys when it is time. Costs a reading of the clock otherwise. */
    void turn() {
        if (ticker.nanos() - nextTurn >= 0) {
            change();
        }
    }

    private synchronized void change() {
        long now = ticker.nanos();
        for (int turns = 0; now - nextTurn >= 0; turns++) {
            if (turns < KEPT) {
                keys.addFirst(fresh());
            }
            nextTurn += PERIOD_NANOS;
        }
        while (keys.size() > KEPT) {
            keys.removeLast();
        }
        contexts.forEach(this::give);
    }

    private void give(SslContext context) {
        ((OpenSslServerSessionContext) context.sessionContext()).setTicketKeys(keys.toArray(OpenSslSessionTicketKey[]::new));
    }
}
