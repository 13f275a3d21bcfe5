package dev.ballast.traffic.endpoint;

/** Hears of every change of an endpoint's state: a pool closes unused connections by it. */
@FunctionalInterface
public interface EndpointListener {
    /**
     * The endpoint has moved. Called once for a move, after it, on the thread that made it: the config worker or an event loop. Must neither
     * wait nor throw. Two quick moves of one endpoint may be heard in either order: {@link Endpoint#state()} is the truth.
     */
    void moved(Endpoint endpoint, EndpointState from, EndpointState to);

    /** Hears nothing. */
    static EndpointListener none() {
        return (endpoint, from, to) -> {};
    }
}
