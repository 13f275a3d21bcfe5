package dev.ballast.proxy.telemetry;

/** What is counted of the health of a backend's endpoints. */
enum HealthEvent {
    GOOD_PROBE("ballast.probes", "Probes that have ended", "result", "good"),
    BAD_PROBE("ballast.probes", "Probes that have ended", "result", "bad"),
    EJECTED("ballast.ejections", "Endpoints that were left out", "by", "traffic"),
    UNHEALTHY("ballast.ejections", "Endpoints that were left out", "by", "probes"),
    READMITTED("ballast.readmissions", "Endpoints that were used again", "by", "traffic"),
    HEALTHY("ballast.readmissions", "Endpoints that were used again", "by", "probes"),
    PANICKED("ballast.panics", "Choices among all endpoints because too few were well", "", ""),
    FAILED_OVER("ballast.failovers", "Choices of the failover backend", "", ""),
    ROLLED_BACK("ballast.rollbacks", "Changed lists of endpoints that were taken back because a new one was left out", "", ""),
    CIRCUIT_OPENED("ballast.circuit.openings", "How often the circuit breaker opened", "", "");

    private final String metric;
    private final String description;
    private final String label;
    private final String value;

    HealthEvent(String metric, String description, String label, String value) {
        this.metric = metric;
        this.description = description;
        this.label = label;
        this.value = value;
    }

    String metric() {
        return metric;
    }

    String description() {
        return description;
    }

    /** Beside the backend; {@code ""} for none. */
    String label() {
        return label;
    }

    String value() {
        return value;
    }
}
