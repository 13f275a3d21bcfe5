package dev.ballast.proxy.http2;

/**
 * What a peer may ask of a connection. Every one is said in the settings or enforced without a word.
 *
 * @param streams that the peer may have open at once; one more is refused
 * @param streamWindow octets of a stream's content that the peer may send before we have passed them on
 * @param connectionWindow the same of all streams together
 * @param headerList octets of a header list as RFC 9113, 6.5.2 counts them
 * @param headerFields fields of a list, each cookie crumb counted
 * @param headerBlock octets of a header block as it is sent, all its frames together; more end the connection
 * @param resets by the peer, or for the peer's errors, in {@code resetMillis}
 * @param smallContinuations of one header block: those of less than 8 KiB
 * @param queuedAnswers to pings, settings and the like, that the peer has not taken
 * @param emptyFrames one after the other that carry nothing and end nothing
 * @param idleFrames in {@code idleMillis} while no header, and no content worth a frame, moves
 * @param waiting octets for the peer that its windows do not let go, of all streams together, at which nothing more is brought
 */
public record Http2Limits(
        int streams,
        int streamWindow,
        int connectionWindow,
        int headerList,
        int headerFields,
        int headerBlock,
        int resets,
        long resetMillis,
        int smallContinuations,
        int queuedAnswers,
        int emptyFrames,
        int idleFrames,
        long idleMillis,
        int waiting) {
    /** Octets that a frame may carry, as every peer must allow (RFC 9113, 4.2). */
    public static final int FRAME = 16 * 1024;

    /** Of a client. */
    public static Http2Limits standard() {
        return new Http2Limits(100, 65_535, 1 << 20, 16 * 1024, 100, 64 * 1024, 100, 30_000, 8, 1_000, 2, 1_000, 10_000, 1 << 19);
    }

    /**
     * The same with larger, or smaller, header lists, and more or fewer streams.
     *
     * @param octets at most as large as a block
     */
    public Http2Limits with(int octets, int most) {
        return new Http2Limits(
                most, streamWindow, connectionWindow, octets, headerFields, headerBlock, resets, resetMillis, smallContinuations, queuedAnswers,
                emptyFrames, idleFrames, idleMillis, waiting);
    }

    /**
     * Of an endpoint: it may send larger heads, as over HTTP/1.1, and may not open streams. It may reset as many as there are, and what waits for it
     * is limited by the windows of the clients that sent it.
     */
    public static Http2Limits ofEndpoint() {
        return new Http2Limits(
                0, 65_535, 1 << 20, 64 * 1024, 400, 128 * 1024, Integer.MAX_VALUE, 30_000, 16, 1_000, 16, 10_000, 10_000, Integer.MAX_VALUE);
    }
}
