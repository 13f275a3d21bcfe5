package dev.ballast.contract.snapshot;

/**
 * One address that serves.
 *
 * @param id its identity: {@code address:port} and, in a cluster, the pod's UID ({@code 10.0.0.1:8080#6f1c…}), so that a reused address
 *     inherits nothing
 * @param address an IPv4 or IPv6 literal
 * @param port 1 to 65535
 * @param weight its share, from 0
 * @param state whether it takes new work
 */
public record EndpointConfig(String id, String address, int port, int weight, State state) {
    /** What the cluster says of an endpoint. */
    public enum State {
        /** Takes new work. */
        Ready,
        /** Going down but still serving: used only where nothing is ready. */
        Terminating
    }

    /** The identity of an endpoint that no pod stands behind. */
    public static EndpointConfig fixed(String address, int port, int weight) {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return new EndpointConfig(host + ":" + port, address, port, weight, State.Ready);
    }
}
