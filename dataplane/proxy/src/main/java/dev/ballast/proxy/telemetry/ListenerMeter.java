package dev.ballast.proxy.telemetry;

/**
 * The counters of a listener and of what it sends to its backend.
 *
 * @param events of its connections
 * @param requests by what they were answered
 */
public record ListenerMeter(Counters<ListenerEvent> events, Counters<StatusClass> requests) {}
