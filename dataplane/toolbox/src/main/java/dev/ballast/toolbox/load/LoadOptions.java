package dev.ballast.toolbox.load;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What load is made.
 *
 * @param targets where to, in turn; {@code http} or {@code https}, or {@code tcp} without HTTP/2
 * @param connect dial this {@code host:port} instead of the target's
 * @param method GET, POST, …
 * @param headers added to every request; a {@code Host} replaces the target's
 * @param bodyBytes length of the request's body, from 0
 * @param connections how many connections there are at once; each carries one request at a time
 * @param http2Streams 0 = HTTP/1.1; from 1: HTTP/2 with so many requests on each connection at once
 * @param rate requests begun in a second; 0 = each connection begins the next one when the last has ended
 * @param duration how long requests are begun
 * @param requests how many requests at most; 0 = no limit
 * @param timeout for a connection to be made, and for each silence while an answer is awaited
 * @param connectionPerRequest whether a connection carries one request only
 * @param retryStale whether a re-used connection that is found closed before a byte of the request is sent is replaced, once a request
 * @param insecure whether any certificate is accepted
 * @param expectHeaders headers that an answer must have; another value is a failure
 * @param countBy header whose values are counted
 */
public record LoadOptions(
        List<URI> targets,
        @Nullable String connect,
        String method,
        List<Header> headers,
        int bodyBytes,
        int connections,
        int http2Streams,
        double rate,
        Duration duration,
        long requests,
        Duration timeout,
        boolean connectionPerRequest,
        boolean retryStale,
        boolean insecure,
        List<Header> expectHeaders,
        String countBy) {
    public LoadOptions {
        targets = List.copyOf(targets);
        headers = List.copyOf(headers);
        expectHeaders = List.copyOf(expectHeaders);
    }

    /** A line of a header section. */
    public record Header(String name, String value) {}
}
