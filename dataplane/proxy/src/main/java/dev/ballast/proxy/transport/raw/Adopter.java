package dev.ballast.proxy.transport.raw;

import dev.ballast.proxy.transport.Acceptor;
import dev.ballast.proxy.transport.Loop;

/** Makes a Netty channel of a connection that may need handlers between its descriptor and its conversation. On the connection's loop. */
public interface Adopter {
    /** Whether it wants those that never will, too. */
    boolean wantsPlain();

    /** Takes a descriptor that was admitted, and what is owed to its acceptor. */
    void adopt(Loop loop, int descriptor, Acceptor acceptor);
}
