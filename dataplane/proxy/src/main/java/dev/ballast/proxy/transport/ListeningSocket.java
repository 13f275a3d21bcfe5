package dev.ballast.proxy.transport;

/** A port that is listened on; one socket for each loop where the kernel can spread connections over them. */
public interface ListeningSocket {
    int port();

    /** Accepts no more; blocks until the port is free. Not on a loop. */
    void close();
}
