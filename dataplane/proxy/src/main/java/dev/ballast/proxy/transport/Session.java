package dev.ballast.proxy.transport;

/** What a client's connection is used for, as whoever ends it sees it. On its connection's loop only. */
public interface Session {
    /** Comes to an end as soon as what is under way has ended. */
    void drain();

    /** Ends now. */
    void cut();

    /** Hears once that a session has ended. */
    interface Ending {
        void ended(Session session);
    }
}
