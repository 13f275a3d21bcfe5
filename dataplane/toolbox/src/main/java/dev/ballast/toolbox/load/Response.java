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
 */
record Response(int status, List<LoadOptions.Header> headers, long bodyBytes, boolean reusable) {
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
