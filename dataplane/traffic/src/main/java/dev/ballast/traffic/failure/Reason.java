package dev.ballast.traffic.failure;

/** Why an exchange, or one attempt of it, failed. Closed: the same word stands in logs, metrics and answers. */
public enum Reason {
    /** The backend has no endpoint that may be used. */
    NoEndpoint(Side.ENDPOINT, Advice.NEVER),
    /** Every endpoint has as much as it may have, and as many wait as may wait. */
    QueueFull(Side.ENDPOINT, Advice.NEVER),
    /** Every endpoint had as much as it may have, for as long as one may wait. */
    QueueTimeout(Side.ENDPOINT, Advice.NEVER),
    /** The backend fails as a whole, and is not asked for a while. */
    CircuitOpen(Side.ENDPOINT, Advice.NEVER),
    /** The endpoint refused the connection, or could not be reached. */
    ConnectFailure(Side.ENDPOINT, Advice.ALWAYS),
    /** The connection to the endpoint was not made in time. */
    ConnectTimeout(Side.ENDPOINT, Advice.ALWAYS),
    /** No TLS could be agreed on with the endpoint. */
    EndpointHandshake(Side.ENDPOINT, Advice.ALWAYS),
    /** The endpoint's certificate is not believed, or has another name. */
    EndpointCertificate(Side.ENDPOINT, Advice.ALWAYS),
    /** The endpoint said that it has not looked at the request (RFC 9113, 8.7). */
    RefusedStream(Side.ENDPOINT, Advice.ALWAYS),
    /** The connection broke before the first byte of an answer; the endpoint may have begun to act on the request. */
    ResetBeforeResponse(Side.ENDPOINT, Advice.IF_IDEMPOTENT),
    /** The connection broke after the first byte of an answer. */
    ResetDuringResponse(Side.ENDPOINT, Advice.NEVER),
    /** The head of the answer did not come in the time of one try. */
    TryTimeout(Side.ENDPOINT, Advice.IF_IDEMPOTENT),
    /** The head of the answer did not come in time. */
    ResponseTimeout(Side.ENDPOINT, Advice.NEVER),
    /** What the endpoint sent is not an answer. */
    InvalidResponse(Side.ENDPOINT, Advice.NEVER),
    /** The endpoint took nothing, or sent nothing in the middle of an answer, for too long. */
    EndpointStall(Side.ENDPOINT, Advice.NEVER),
    /** The client's address is not among those that the listener lets in. */
    SourceNotAllowed(Side.CLIENT, Advice.NEVER),
    /** No route of the listener matches the request, and it has no backend for what none matches. */
    NoRoute(Side.CLIENT, Advice.NEVER),
    /** The route names a backend that the configuration does not have. */
    NoBackend(Side.PROXY, Advice.NEVER),
    /** What the client sent is not a request, or one that is refused. */
    InvalidRequest(Side.CLIENT, Advice.NEVER),
    /** The head of the request did not come in time. */
    RequestTimeout(Side.CLIENT, Advice.NEVER),
    /** The client wanted what is stored, and nothing else; it is not. */
    NotCached(Side.CLIENT, Advice.NEVER),
    /** More requests came than a rate limit lets in. */
    RateLimited(Side.CLIENT, Advice.NEVER),
    /** The client closed or broke its connection. */
    ClientReset(Side.CLIENT, Advice.NEVER),
    /** The client took nothing, or sent nothing in the middle of a request, for too long. */
    ClientStall(Side.CLIENT, Advice.NEVER),
    /** A TCP session carried nothing either way for too long. */
    IdleTimeout(Side.CLIENT, Advice.NEVER),
    /** A TCP session was open for as long as one may be. */
    ConnectionDuration(Side.PROXY, Advice.NEVER),
    /** This process lacks something: open files, local ports, memory. No endpoint is blamed for it. */
    LocalResources(Side.PROXY, Advice.NEVER),
    /** The process went down before the exchange ended. */
    Draining(Side.PROXY, Advice.NEVER);

    private final Side side;
    private final Advice advice;
    private final Failure failure;

    Reason(Side side, Advice advice) {
        this.side = side;
        this.advice = advice;
        this.failure = new Failure(this, "");
    }

    /** Whose doing it is. */
    public Side side() {
        return side;
    }

    /** Whether another attempt is safe. */
    public Advice advice() {
        return advice;
    }

    /** The failure of this reason without further words; always the same object. */
    public Failure failure() {
        return failure;
    }

    /** Whose doing a failure is. */
    public enum Side {
        CLIENT,
        PROXY,
        ENDPOINT
    }

    /** Whether another attempt can do harm. */
    public enum Advice {
        /** The endpoint has not seen the request. */
        ALWAYS,
        /** The endpoint may have acted on the request: only where doing it twice is the same as once. */
        IF_IDEMPOTENT,
        /** Trying again would not help, or part of an answer has gone out. */
        NEVER
    }
}
