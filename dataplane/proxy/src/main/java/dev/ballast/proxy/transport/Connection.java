package dev.ballast.proxy.transport;

import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.tls.Security;
import java.net.InetSocketAddress;

/**
 * A connection's bytes, both ways. Everything here is called on the connection's {@link Loop}.
 *
 * <p>Writing never fails and never blocks: what the kernel does not take waits, and {@link #writable} says when too much waits. A
 * connection that breaks tells its {@link ConnectionHandler}, exactly once, and takes no more.
 */
public interface Connection extends Reading.Switch {
    Loop loop();

    InetSocketAddress localAddress();

    InetSocketAddress remoteAddress();

    /** What it is going to carry; {@link Volume#MESSAGES} unless this is called before anything was read. */
    void expect(Volume volume);

    /** Who hears the events from now on. */
    void handler(ConnectionHandler handler);

    /**
     * What comes from now on goes to another connection of this loop, and need not be seen here: it may go there inside the kernel, and is then told by
     * {@link ConnectionHandler#passedOn}. Ends, pauses, and what is handed over all the same, are as before. Where bytes come to this process anyway, as
     * in TLS, this changes nothing.
     */
    default void mayPassTo(Connection other) {}

    /**
     * Its client is new no more: it has been served once, and what it sends from now on is read as soon as it comes. Until then what comes over an accepted
     * connection has its turn among the {@link Loop#newcomers}; one of ours is settled from the beginning.
     */
    default void settle() {}

    /**
     * Gives back what was received and is another's to read: it is received once more, before anything that comes later, by whoever is the
     * handler in a later turn of the loop, and not while reading is paused. The array is not copied.
     */
    void unread(byte[] bytes);

    /** Whether it can {@link #secure} itself; that of a listening socket can where the {@link Acceptor} said that it might have to. */
    boolean securable();

    /**
     * Begins TLS with what was given back by {@link #unread}, at once, and what comes, which has its turn among the {@link Loop#newcomers}. Until
     * {@link Securing} hears how it went, the handler hears nothing. There is no limit of time: the caller closes a connection that takes too long.
     *
     * @throws IllegalStateException when it is not {@link #securable}
     */
    void secure(Security security, Securing then);

    /**
     * Breaks when the peer, for so long, acknowledges nothing of what the kernel has sent, or takes nothing of what it holds (TCP_USER_TIMEOUT, RFC 5482): that
     * is not seen by {@link #progress}, and the kernel alone would try for a quarter of an hour. Without effect where there is no such option.
     *
     * @param millis 0 = as long as the kernel likes
     */
    void giveUpAfter(long millis);

    /** Whether it broke because a peer did not acknowledge in time what it was sent. */
    boolean timedOut();

    /** Copies the bytes to what goes out with the next {@link #flush}. */
    void write(byte[] from, int offset, int count);

    /** Hands on bytes of the event that is running, without copying where that is possible. */
    void write(Received from, int offset, int count);

    /** Gives the kernel what was written. */
    void flush();

    /** Bytes that were ever written. */
    long written();

    /** Bytes that were written and that the kernel has not taken. */
    long pending();

    /** A number that changes whenever the kernel takes bytes: two equal readings with {@link #pending} bytes mean that the peer takes nothing. */
    long progress();

    /**
     * Whether little enough waits for more to be written: less than 64 KiB. Once this has said no, {@link ConnectionHandler#writable}
     * is called when less than 32 KiB wait.
     */
    boolean writable();

    boolean isOpen();

    /**
     * Ends our direction after everything that was written; the peer's direction stays open. In TLS that is a close_notify; a peer that answers it
     * with its own, as TLS 1.2 wants, ends both.
     */
    void endOutput();

    /** Closes after everything that was written. Nothing is read any more. The caller watches the time. */
    void closeAfterWrites();

    /** Closes now; what waits is lost. */
    void close();

    /** Closes now so that the peer sees an error and not an end. */
    void reset();
}
