package dev.ballast.toolbox.load;

/** Why a request failed. Closed; the proxy's words where the meaning is the same. */
public enum Cause {
    ConnectFailure,
    ConnectTimeout,
    TlsFailure,
    /** A connection used before was closed or reset before a byte of the answer came. */
    StaleConnection,
    /** A new connection was closed or reset before a byte of the answer came. */
    ResetBeforeResponse,
    ResetDuringResponse,
    ResponseTimeout,
    /** HTTP/2: the server refused the stream, and has done nothing of the request. */
    RefusedStream,
    /** HTTP/2: the server reset the stream for another reason. */
    StreamReset,
    /** HTTP/2: the server went away and has done nothing of the request. */
    GoAway,
    InvalidResponse,
    /** A whole answer with a status outside of 200 to 399. */
    Status,
    /** A whole answer that lacks a header that was expected, or has it with another value. */
    UnexpectedHeader
}
