package dev.ballast.proxy.transport;

/** Hears what became of a connection that was to become secure: one of the two, exactly once, on its loop. */
public interface Securing {
    /**
     * It is secure; the handler must be set before this returns.
     *
     * @param applicationProtocol what was agreed on by ALPN; {@code ""} when nothing was
     */
    void secured(String applicationProtocol);

    /** It is not, and is closed; its {@link ConnectionHandler} hears nothing of that. */
    void notSecured(Throwable why);
}
