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
    InvalidResponse,
    /** A whole answer with a status outside of 200 to 399. */
    Status,
    /** A whole answer that lacks a header that was expected, or has it with another value. */
    UnexpectedHeader
}
