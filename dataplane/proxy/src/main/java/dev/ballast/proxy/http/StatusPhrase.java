package dev.ballast.proxy.http;

import java.util.Arrays;

/** What HTTP/1 says beside a status (RFC 9110, 15), for answers that come without it. Clients need not read it, and some break without it. */
final class StatusPhrase {
    private static final byte[] OTHER = Composer.octets("Status");
    private static final byte[][] BY_STATUS = new byte[600][];

    static {
        Arrays.fill(BY_STATUS, OTHER);
        String[] known = {
            "100 Continue", "103 Early Hints",
            "200 OK", "201 Created", "202 Accepted", "203 Non-Authoritative Information", "204 No Content", "205 Reset Content", "206 Partial Content",
            "300 Multiple Choices", "301 Moved Permanently", "302 Found", "303 See Other", "304 Not Modified", "307 Temporary Redirect",
            "308 Permanent Redirect",
            "400 Bad Request", "401 Unauthorized", "402 Payment Required", "403 Forbidden", "404 Not Found", "405 Method Not Allowed",
            "406 Not Acceptable", "408 Request Timeout", "409 Conflict", "410 Gone", "411 Length Required", "412 Precondition Failed",
            "413 Content Too Large", "414 URI Too Long", "415 Unsupported Media Type", "416 Range Not Satisfiable", "417 Expectation Failed",
            "421 Misdirected Request", "422 Unprocessable Content", "425 Too Early", "426 Upgrade Required", "428 Precondition Required",
            "429 Too Many Requests", "431 Request Header Fields Too Large", "451 Unavailable For Legal Reasons",
            "500 Internal Server Error", "501 Not Implemented", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout",
            "505 HTTP Version Not Supported", "511 Network Authentication Required"
        };
        for (String each : known) {
            BY_STATUS[Integer.parseInt(each.substring(0, 3))] = Composer.octets(each.substring(4));
        }
    }

    private StatusPhrase() {}

    /** @param status 100 to 599 */
    static byte[] of(int status) {
        return BY_STATUS[status];
    }
}
