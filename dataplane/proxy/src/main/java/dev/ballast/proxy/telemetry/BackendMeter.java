package dev.ballast.proxy.telemetry;

import dev.ballast.traffic.failure.Reason;

/**
 * The counters of a backend.
 *
 * @param events of its attempts
 * @param failures of exchanges and sessions, by reason
 */
public record BackendMeter(Counters<BackendEvent> events, Counters<Reason> failures) {}
