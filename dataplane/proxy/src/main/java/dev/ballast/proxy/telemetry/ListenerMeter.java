package dev.ballast.proxy.telemetry;

import dev.ballast.proxy.tls.HandshakeFailure;

/**
 * The counters of a listener and of what it sends to its backend.
 *
 * @param events of its connections
 * @param handshakes that failed, by why
 * @param requests by what they were answered
 */
public record ListenerMeter(
        Counters<ListenerEvent> events, Counters<HandshakeFailure> handshakes, Counters<StatusClass> requests) {}
