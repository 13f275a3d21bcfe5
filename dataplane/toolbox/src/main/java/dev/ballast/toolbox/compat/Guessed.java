package dev.ballast.toolbox.compat;

/** The JSON of the layer 4 balancer. Nothing but the names of its files is known: this takes what such a file would say. */
final class Guessed {
    private final Conversion conversion;

    Guessed(Conversion conversion) {
        this.conversion = conversion;
    }

    void read(Written file) {
        conversion.bindAddress(file);
        conversion.draft().listener(file.number("port", 8080), "TCP");
        for (Written backend : file.list(file.has("backends") ? "backends" : "servers")) {
            conversion.endpoint(backend.at("host"), backend.text("host"), backend.number("port", 0), backend.number("weight", 1));
            backend.nameWhatIsLeft();
        }
        conversion.algorithm(file.at("algorithm"), file.text("algorithm"));
        Written check = file.section("health_check");
        if (check.has("interval")) {
            conversion.draft().probes("TCP").put("interval", check.number("interval", 5) + "s").put("timeout", check.number("timeout", 2) + "s");
        }
        check.nameWhatIsLeft();
        int most = file.number("max_connections", 0);
        if (most > 0) {
            conversion.draft().spec().putObject("limits").put("maxConnections", most);
        }
    }
}
