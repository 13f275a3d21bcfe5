package dev.ballast.toolbox.echo;

/** Whether the server was told to go. One for all connections. */
final class Drain {
    private volatile boolean began;

    boolean began() {
        return began;
    }

    void begin() {
        began = true;
    }
}
