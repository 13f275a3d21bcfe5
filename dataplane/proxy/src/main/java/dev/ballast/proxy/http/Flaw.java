package dev.ballast.proxy.http;

/**
 * What is wrong with a message. Closed: the same word stands in answers and metrics. For a request the status is answered and the connection
 * closed; an answer with a flaw is a 502.
 */
enum Flaw {
    InvalidRequestLine(400, "the request line is not \"method target HTTP/1.1\""),
    InvalidStatusLine(502, "the status line is not \"HTTP/1.1 status reason\""),
    InvalidMethod(400, "the method is not a word of at most 32 capital letters"),
    InvalidTarget(400, "the target is neither a path below the root nor an absolute http URI"),
    EncodedPath(400, "the path holds %2f, %5c or %00"),
    UnsupportedVersion(505, "the version is neither HTTP/1.1 nor HTTP/1.0"),
    UnsupportedMethod(501, "CONNECT is not served"),
    RequestLineTooLong(414, "the request line is longer than 8 KiB"),
    StatusLineTooLong(502, "the status line is longer than 8 KiB"),
    HeadTooLarge(431, "the header block is too large"),
    BodyTooLarge(413, "the body is larger than this listener takes"),
    TooManyFields(431, "there are too many header fields"),
    BareLineFeed(400, "a line ends with LF alone"),
    BareCarriageReturn(400, "CR stands inside a line"),
    ControlCharacter(400, "a control character stands in the head"),
    FoldedLine(400, "a field is folded over several lines"),
    InvalidFieldName(400, "a field's name is not a token directly before the colon"),
    UnderscoreInName(400, "a field's name holds \"_\""),
    InvalidHost(400, "Host is missing, doubled, not a host, or not that of the target"),
    MisdirectedRequest(421, "the host is not among the names that the server name of TLS has chosen"),
    InvalidContentLength(400, "Content-Length is not one number"),
    InvalidTransferEncoding(400, "Transfer-Encoding is not \"chunked\", or not allowed here"),
    AmbiguousLength(400, "both Content-Length and Transfer-Encoding are given, one of them twice, or one where no body may be"),
    TabInFraming(400, "a tab stands beside the value of Content-Length or Transfer-Encoding"),
    InvalidConnection(400, "Connection is not a list of at most 32 fields that it may take away"),
    UnsupportedExpectation(417, "Expect is not \"100-continue\""),
    InvalidChunk(400, "a chunk's size or its end is malformed"),
    InvalidTrailer(400, "a trailer field is malformed"),
    InvalidPseudoHeader(400, "a pseudo-header field is missing, doubled, unknown or out of place"),
    ConnectionField(400, "a field that speaks of the connection stands in an HTTP/2 message"),
    LengthMismatch(400, "the content is not as long as Content-Length says");

    private final int status;
    private final String message;

    Flaw(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /** What a request with it is answered. */
    int status() {
        return status;
    }

    /** Whether an HTTP/2 message with it is malformed, so that its stream is broken off (RFC 9113, 8.1.1). */
    boolean malformed() {
        return switch (this) {
            case InvalidPseudoHeader,
                    ConnectionField,
                    LengthMismatch,
                    InvalidFieldName,
                    ControlCharacter,
                    InvalidContentLength,
                    AmbiguousLength,
                    InvalidHost -> true;
            default -> false;
        };
    }

    /** For a person. */
    String message() {
        return message;
    }
}
