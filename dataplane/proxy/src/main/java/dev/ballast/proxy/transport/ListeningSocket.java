package dev.ballast.proxy.transport;

/** A port that is listened on; one socket for each loop where the kernel can spread connections over them. */
public interface ListeningSocket {
    int port();

    /**
     * Whether a connection is handed over only when its client has sent something, or after a second of silence: saves a turn of the loop where the
     * client always speaks first, and delays the greeting where it does not. Not at first. Of no effect where the kernel cannot do it.
     */
    void deferAccept(boolean defer);

    /** Accepts no more; blocks until the port is free. Not on a loop. */
    void close();
}
