package dev.ballast.proxy.telemetry;

import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.tls.HandshakeFailure;

/**
 * The counters of a listener and of what it sends to its backend.
 *
 * @param events of its connections
 * @param handshakes that failed, by why
 * @param proxyHeaders connections refused for what came in place of a header of the PROXY protocol, by why
 * @param requests what they were answered
 */
public record ListenerMeter(
        Counters<ListenerEvent> events,
        Counters<HandshakeFailure> handshakes,
        Counters<ProxyHeaderFlaw> proxyHeaders,
        RequestMeter requests) {}
