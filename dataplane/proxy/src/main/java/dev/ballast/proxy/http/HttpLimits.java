package dev.ballast.proxy.http;

/**
 * Limits of a conversation that nobody configures.
 *
 * @param requests of one connection; the last one's answer says that it is the last
 * @param bodyIdleMillis how long a client may send nothing in the middle of a request's body
 * @param lingerMillis how long a connection with its end in sight is listened to: after an answer that came before the end of the request, so
 *     that the client can read it; and in a drain, one that has not asked anything yet
 * @param lingerBytes how much is thrown away meanwhile
 * @param interimAnswers of one attempt
 */
public record HttpLimits(int requests, long bodyIdleMillis, long lingerMillis, long lingerBytes, int interimAnswers) {
    /** As documented. */
    public static HttpLimits standard() {
        return new HttpLimits(10_000, 30_000, 5_000, 1 << 20, 32);
    }
}
