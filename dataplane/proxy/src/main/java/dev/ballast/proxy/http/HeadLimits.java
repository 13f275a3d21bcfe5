package dev.ballast.proxy.http;

/**
 * How large a head may be.
 *
 * @param startLine octets of the first line
 * @param block octets of all fields together, line ends included
 * @param fields their number
 */
record HeadLimits(int startLine, int block, int fields) {
    /** Of a request. */
    static final HeadLimits REQUEST = new HeadLimits(8 * 1024, 16 * 1024, 100);

    /** Of an answer: endpoints are trusted with more, and a 502 for a large cookie helps nobody. */
    static final HeadLimits ANSWER = new HeadLimits(8 * 1024, 64 * 1024, 400);

    /** Of the trailers of a chunked body. */
    static final HeadLimits TRAILERS = new HeadLimits(0, 16 * 1024, 100);
}
