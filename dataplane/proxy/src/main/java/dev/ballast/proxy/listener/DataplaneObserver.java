package dev.ballast.proxy.listener;

/** Hears what the rest of the process must know of the traffic. Called on event loops: an implementation must not block. */
public interface DataplaneObserver {
    /** Hears nothing. */
    DataplaneObserver NONE = (backend, endpoint) -> {};

    /**
     * An endpoint did not take a connection.
     *
     * @param backend name of the backend
     * @param endpoint id of the endpoint
     */
    void connectFailed(String backend, String endpoint);
}
