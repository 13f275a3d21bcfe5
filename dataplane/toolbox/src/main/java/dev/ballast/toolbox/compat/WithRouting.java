package dev.ballast.toolbox.compat;

/** The YAML of the TCP balancer: {@code listener}, {@code backends}, {@code routing}. */
final class WithRouting {
    private final Conversion conversion;

    WithRouting(Conversion conversion) {
        this.conversion = conversion;
    }

    void read(Written file) {
        Written listener = file.section("listener");
        conversion.bindAddress(listener);
        conversion.draft().listener(listener.number("port", 8080), "TCP");
        listener.nameWhatIsLeft();
        for (Written backend : file.list("backends")) {
            conversion.endpoint(backend.at("host"), backend.text("host"), backend.number("port", 0), backend.number("weight", 1));
            backend.nameWhatIsLeft();
        }
        Written routing = file.section("routing");
        conversion.algorithm(routing.at("algorithm"), routing.text("algorithm"));
        int perBackend = routing.number("max_connections_per_backend", 0);
        if (perBackend > 0) {
            conversion.draft().policy("limits").put("maxConnectionsPerEndpoint", perBackend).putObject("queue").put("maxLength", 0);
        }
        int global = routing.number("max_global_connections", 0);
        if (global > 0) {
            conversion.draft().spec().putObject("limits").put("maxConnections", global);
        }
        routing.nameWhatIsLeft();
        // It had these without saying so.
        conversion.draft().probes("TCP").put("interval", "5s").put("healthyThreshold", 2);
        conversion.draft().policy("retries").put("attempts", 3);
    }
}
