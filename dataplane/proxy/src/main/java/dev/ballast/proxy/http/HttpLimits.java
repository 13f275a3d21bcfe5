package dev.ballast.proxy.http;

/**
 * Limits of a conversation that nobody configures.
 *
 * @param bodyIdleMillis how long a client may send nothing in the middle of a request's body
 * @param bodyBytesPerSecond how much it must send at least, as an average over a time of that length
 * @param lingerMillis how long a connection with its end in sight is listened to: after an answer that came before the end of the request, so
 *     that the client can read it; and in a drain, one that has not asked anything yet
 * @param lingerBytes how much is thrown away meanwhile
 * @param interimAnswers of one attempt
 */
public record HttpLimits(
        long bodyIdleMillis, long bodyBytesPerSecond, long lingerMillis, long lingerBytes, int interimAnswers) {
    /** As documented. */
    public static HttpLimits standard() {
        return new HttpLimits(30_000, 100, 5_000, 1 << 20, 32);
    }

    /** How much of a body must come in each idle time. */
    long leastOfBody() {
        return bodyBytesPerSecond * bodyIdleMillis / 1000;
    }
}
