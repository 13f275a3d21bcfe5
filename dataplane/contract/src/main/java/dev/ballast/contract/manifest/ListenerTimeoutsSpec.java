package dev.ballast.contract.manifest;

/** How long a client may take. */
@Doc("How long a client may take.")
public record ListenerTimeoutsSpec(
        @Doc("For the TLS handshake; and as long again for a PROXY protocol header, where one comes first.") @Default("10s") GepDuration tlsHandshake,
        @Doc("From the first byte of a request to the end of its head, all reads together.") @Default("10s") GepDuration requestHeaders,
        @Doc("Between two requests of a connection.") @Default("60s") GepDuration clientIdle,
        @Doc("Without a byte either way on a TCP connection or a WebSocket.") @Default("1h") GepDuration tcpIdle,
        @Doc("While a side takes nothing of what is ready for it.") @Default("10s") GepDuration stall) {
    public ListenerTimeoutsSpec {
        tlsHandshake = tlsHandshake == null ? GepDuration.of("10s") : tlsHandshake;
        requestHeaders = requestHeaders == null ? GepDuration.of("10s") : requestHeaders;
        clientIdle = clientIdle == null ? GepDuration.of("60s") : clientIdle;
        tcpIdle = tcpIdle == null ? GepDuration.of("1h") : tcpIdle;
        stall = stall == null ? GepDuration.of("10s") : stall;
    }
}
