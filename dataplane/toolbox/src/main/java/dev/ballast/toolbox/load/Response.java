package dev.ballast.toolbox.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer whose body has been read.
 *
 * @param status its code; 0 for bytes that came back over TCP
 * @param headers as {@code name: value} came
 * @param bodyBytes how long the body was
 * @param reusable whether the connection can carry another request
 * @param said the first line of an error's body, where that is a text; else empty
 */
record Response(int status, List<LoadOptions.Header> headers, long bodyBytes, boolean reusable, String said) {
    /** Bytes that came back over TCP. */
    static Response echo(int bytes) {
        return new Response(0, List.of(), bytes, true, "");
    }

    /** The same once its body was read. */
    Response ended(long length, boolean keep, @Nullable FirstLine explained) {
        return new Response(status, headers, length, keep, explained == null ? "" : explained.text());
    }

    /** Whether the status is one of success. */
    boolean good() {
        return status >= 200 && status <= 399;
    }

    /** The first value of a header, whatever its case. */
    @Nullable String header(String name) {
        for (LoadOptions.Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }
}
