package dev.ballast.proxy.listener;

import dev.ballast.traffic.balance.Location;

/**
 * What of a dataplane is decided by its process and not by a snapshot.
 *
 * @param eventLoops threads that move bytes, from 1
 * @param bindAddress literal of the address that listeners bind; {@code ""} is every address
 * @param maxConnections client connections of the process, from 1; one more is closed at once and counted
 * @param deferAccept whether a connection of a protocol in which the client speaks first is taken when it has spoken, or after a second of silence,
 *     where the kernel can do that: a third less work for each new connection; a silent one is seen, counted and timed out a second later
 * @param location where it runs, for backends that prefer who is near
 */
public record DataplaneOptions(int eventLoops, String bindAddress, int maxConnections, boolean deferAccept, Location location) {
    public DataplaneOptions {
        if (eventLoops < 1) {
            throw new IllegalArgumentException(eventLoops + " event loops: expected at least 1");
        }
        if (maxConnections < 1) {
            throw new IllegalArgumentException(maxConnections + " connections: expected at least 1");
        }
    }

    /** Every address, an event loop for each processor, and as many connections as the limit of open files allows. */
    public static DataplaneOptions standard() {
        return new DataplaneOptions(Runtime.getRuntime().availableProcessors(), "", OpenFiles.connections(), true, Location.UNKNOWN);
    }

    /** The same with another number of event loops. */
    public DataplaneOptions withEventLoops(int count) {
        return new DataplaneOptions(count, bindAddress, maxConnections, deferAccept, location);
    }

    /** The same on one address only, such as {@code 127.0.0.1}. */
    public DataplaneOptions on(String address) {
        return new DataplaneOptions(eventLoops, address, maxConnections, deferAccept, location);
    }

    /** The same with another limit of connections. */
    public DataplaneOptions withMaxConnections(int count) {
        return new DataplaneOptions(eventLoops, bindAddress, count, deferAccept, location);
    }

    /** The same with connections taken when their clients have spoken, or at once. */
    public DataplaneOptions withDeferAccept(boolean defer) {
        return new DataplaneOptions(eventLoops, bindAddress, maxConnections, defer, location);
    }

    /** The same elsewhere. */
    public DataplaneOptions at(Location other) {
        return new DataplaneOptions(eventLoops, bindAddress, maxConnections, deferAccept, other);
    }
}
