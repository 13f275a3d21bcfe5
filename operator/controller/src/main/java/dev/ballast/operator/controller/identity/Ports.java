package dev.ballast.operator.controller.identity;

/** Ports of a dataplane pod. */
public final class Ports {
    /** Mutual TLS; the operator only. */
    public static final int CHANNEL = 9443;

    /** Plain: {@code /healthz}, {@code /readyz}, {@code /metrics}. */
    public static final int PROBES = 9090;

    private Ports() {}
}
