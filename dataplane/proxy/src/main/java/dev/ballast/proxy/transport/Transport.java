package dev.ballast.proxy.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** The loops, and the sockets that they listen on. */
public interface Transport extends AutoCloseable {
    List<Loop> loops();

    /**
     * Listens; blocks until every socket is bound. Not on a loop.
     *
     * @param at port 0 lets the kernel choose
     * @throws IOException when the port cannot be bound; nothing is bound then
     */
    ListeningSocket listen(InetSocketAddress at, Acceptor acceptor) throws IOException;

    /** Closes everything and ends the loops. Not on a loop. */
    @Override
    void close();
}
