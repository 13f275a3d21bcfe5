package dev.ballast.proxy.transport;

/** What becomes of the connections of a listening socket. Called on the loop of each. */
public interface Acceptor {
    /** Whether one more may come; it is closed at once when not. Each yes is followed by one {@link #released}, whatever happens. */
    boolean admit(Loop loop);

    /** An admitted connection is closed. */
    void released(Loop loop);

    /** Whether the next connection may be asked to {@link Connection#secure} itself. A transport may carry others in a way that cannot. */
    boolean mayBecomeSecure();

    /** A connection stands. Its handler must be set before this returns. */
    void accepted(Connection connection);
}
