package dev.ballast.proxy.telemetry;

/**
 * The counters of the copies that a listener sends to a backend. What is counted of a request and is none of a client's stands in meters of the copies' own,
 * which nobody scrapes.
 *
 * @param copies what became of them
 * @param attempts the backend's own events, and failures that are the copies' own
 * @param answers the copies' own
 */
public record MirrorMeter(Counters<MirrorEvent> copies, BackendMeter attempts, RequestMeter answers) {}
