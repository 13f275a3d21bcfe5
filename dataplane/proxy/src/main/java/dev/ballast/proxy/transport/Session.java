package dev.ballast.proxy.transport;

import dev.ballast.traffic.failure.Reason;

/** What a client's connection is used for, as whoever ends it sees it. On its connection's loop only. */
public interface Session {
    /** Comes to an end as soon as what is under way has ended. */
    void drain();

    /** Ends now. */
    void cut(Reason why);

    /** Memory is short: what it waits for that need not come is waited for less long. */
    void hurry();

    /** Bytes that it keeps for a side that does not take them. */
    long held();

    /** Hears once that a session has ended. */
    interface Ending {
        void ended(Session session);
    }
}
