package dev.ballast.proxy.http;

/** What is wrong with a message. For a request the status is answered and the connection closed; an answer with a flaw is a 502. */
enum Flaw {
    REQUEST_LINE(400, "the request line is not \"method target HTTP/1.1\""),
    STATUS_LINE(502, "the status line is not \"HTTP/1.1 status reason\""),
    METHOD(400, "the method is not a token of at most 32 characters"),
    TARGET(400, "the target is not a path, \"*\" for OPTIONS, or an absolute http URI"),
    ENCODED_PATH(400, "the path holds %2f, %5c or %00"),
    VERSION(505, "the version is neither HTTP/1.1 nor HTTP/1.0"),
    TUNNEL(501, "CONNECT is not served"),
    REQUEST_LINE_TOO_LONG(414, "the request line is longer than 8 KiB"),
    STATUS_LINE_TOO_LONG(502, "the status line is longer than 8 KiB"),
    HEAD_TOO_LARGE(431, "the header block is too large"),
    TOO_MANY_FIELDS(431, "there are too many header fields"),
    BARE_LINE_FEED(400, "a line ends with LF alone"),
    BARE_CARRIAGE_RETURN(400, "CR stands inside a line"),
    CONTROL_CHARACTER(400, "a control character stands in the head"),
    FOLDED_LINE(400, "a field is folded over several lines"),
    FIELD_NAME(400, "a field's name is not a token directly before the colon"),
    UNDERSCORE(400, "a field's name holds \"_\""),
    HOST(400, "Host is missing, doubled or not a host"),
    CONTENT_LENGTH(400, "Content-Length is not one number"),
    TRANSFER_ENCODING(400, "Transfer-Encoding is not \"chunked\", or not allowed here"),
    TWO_LENGTHS(400, "both Content-Length and Transfer-Encoding are given, or one of them twice"),
    CONNECTION(400, "Connection is not a list of tokens"),
    EXPECTATION(417, "Expect is not \"100-continue\""),
    CHUNK(400, "a chunk's size or its end is malformed"),
    TRAILER(400, "a trailer field is malformed");

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

    /** For a person. */
    String message() {
        return message;
    }
}
