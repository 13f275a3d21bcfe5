package dev.ballast.proxy.transport;

/** Hears what became of a connection that was to be made: one of the two, exactly once, never from inside {@link Loop#connect}. */
public interface ConnectHandler {
    /** It stands; the handler must be set before this returns. */
    void connected(Connection connection);

    void connectFailed(Unreachable why);
}
