package dev.ballast.proxy.listener;

/**
 * What of a dataplane is decided by its process and not by a snapshot.
 *
 * @param eventLoops threads that move bytes, from 1
 * @param bindAddress literal of the address that listeners bind; {@code ""} is every address
 * @param maxConnections client connections of the process, from 1; one more is closed at once and counted
 */
public record DataplaneOptions(int eventLoops, String bindAddress, int maxConnections) {
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
        return new DataplaneOptions(Runtime.getRuntime().availableProcessors(), "", OpenFiles.connections());
    }

    /** The same with another number of event loops. */
    public DataplaneOptions withEventLoops(int count) {
        return new DataplaneOptions(count, bindAddress, maxConnections);
    }

    /** The same on one address only, such as {@code 127.0.0.1}. */
    public DataplaneOptions on(String address) {
        return new DataplaneOptions(eventLoops, address, maxConnections);
    }

    /** The same with another limit of connections. */
    public DataplaneOptions withMaxConnections(int count) {
        return new DataplaneOptions(eventLoops, bindAddress, count);
    }
}
