package dev.ballast.contract.manifest;

/** How much of a listener's clients is taken, by each replica. */
@Doc("How much of this listener's clients is taken, by each replica.")
public record ListenerLimitsSpec(
        @Doc("Connections that are open at once; one more is closed at once. 0 = no limit of the listener's own.") @Default("0")
        @Bounds(min = 0, max = 1_000_000)
        Integer maxConnections,
        @Doc("New connections in a second, of which as many may come at one moment; one more is closed at once. 0 = no limit.") @Default("0")
        @Bounds(min = 0, max = 1_000_000)
        Integer maxConnectionRate,
        @Doc("After this a connection ends: HTTP after the request that is under way, TCP at once. 0s = no limit.") @Default("0s")
        GepDuration maxConnectionDuration,
        @Doc("""
                The fields of a request's head together, 1Ki to 64Ki; more is answered 431. Over HTTP/2 each field counts 32 bytes more (RFC 9113), and a change is for \
                connections that begin later.""")
        @Default("16Ki")
        ByteSize maxRequestHeaderBytes,
        @Doc("A request's content; more is answered 413, and is not passed on where its length is said before. 0 = no limit.") @Default("0")
        ByteSize maxRequestBodyBytes,
        @Doc("Requests of an HTTP/2 connection at once; one more is refused, and asked again later by its client. A change is for connections that begin later.")
        @Default("100") @Bounds(min = 1, max = 1_000)
        Integer http2MaxConcurrentStreams,
        @Doc("""
                After so many requests a connection ends gracefully: HTTP/1 says so in the answer, HTTP/2 by GOAWAY; clients make another one, which may go to another \
                replica. 0 = no limit.""")
        @Default("10000") @Bounds(min = 0, max = 1_000_000_000)
        Integer maxRequestsPerConnection) {
    public ListenerLimitsSpec {
        maxConnections = maxConnections == null ? 0 : maxConnections;
        maxConnectionRate = maxConnectionRate == null ? 0 : maxConnectionRate;
        maxConnectionDuration = maxConnectionDuration == null ? GepDuration.of("0s") : maxConnectionDuration;
        maxRequestHeaderBytes = maxRequestHeaderBytes == null ? ByteSize.of("16Ki") : maxRequestHeaderBytes;
        maxRequestBodyBytes = maxRequestBodyBytes == null ? new ByteSize(0) : maxRequestBodyBytes;
        http2MaxConcurrentStreams = http2MaxConcurrentStreams == null ? 100 : http2MaxConcurrentStreams;
        maxRequestsPerConnection = maxRequestsPerConnection == null ? 10_000 : maxRequestsPerConnection;
    }
}
