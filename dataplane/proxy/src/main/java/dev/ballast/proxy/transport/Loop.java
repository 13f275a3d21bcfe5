package dev.ballast.proxy.transport;

import java.net.InetSocketAddress;

/** A thread that moves bytes. What it owns is touched on it only. */
public interface Loop {
    /** From 0; counters and pools are kept by it. */
    int index();

    boolean inLoop();

    /** Runs the task on this loop, soon. From any thread. */
    void execute(Runnable task);

    /** The loop's deadlines. On the loop only. */
    Deadlines deadlines();

    /** The work of those who are new to the loop. On the loop only. */
    NewcomerTurns newcomers();

    /**
     * Room to compose a message in, 128 KiB: as much as the largest head (8 KiB of its first line, 64 KiB of fields), what a route's filters add to it (40 KiB), and
     * what we say ourselves (less than 16 KiB). Valid during one event, for whoever is at work in it. On the loop only.
     */
    byte[] scratch();

    /**
     * Makes a connection. On the loop only.
     *
     * @param timeoutMillis until it must stand; 0 = no limit
     * @param securable whether it must be able to {@link Connection#secure} itself
     */
    Connecting connect(InetSocketAddress to, long timeoutMillis, boolean securable, ConnectHandler handler);
}
