package dev.ballast.contract.snapshot;

/**
 * What a listener's requests may look like.
 *
 * @param maxHeaderBytes of all fields together, from 1,024 to 65,536; over HTTP/2 as RFC 9113, 6.5.2 counts them
 * @param maxBodyBytes of content; 0 = no limit
 * @param maxStreams of an HTTP/2 connection at once, from 1 to 1,000
 * @param maxPerConnection after so many a connection ends; 0 = no limit
 * @param encodedSlashes whether a path may hold {@code %2F}
 * @param underscores whether a field's name may hold {@code _}
 */
public record RequestsConfig(int maxHeaderBytes, long maxBodyBytes, int maxStreams, int maxPerConnection, boolean encodedSlashes, boolean underscores) {
    /** For those who ask for nothing. */
    public static final RequestsConfig STANDARD = new RequestsConfig(16 * 1024, 0, 100, 10_000, false, false);

    /** The range of {@link #maxHeaderBytes}. */
    static final int LEAST_HEADER = 1024;
    static final int MOST_HEADER = 64 * 1024;

    /** The most of {@link #maxStreams}. */
    static final int MOST_STREAMS = 1_000;

    /** Whether a connection that has brought so many requests brings no more. */
    public boolean lastOfConnection(int requests) {
        return maxPerConnection > 0 && requests >= maxPerConnection;
    }
}
