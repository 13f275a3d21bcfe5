package dev.ballast.proxy.admin;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request of a page.
 *
 * @param method GET, POST, …
 * @param path without the query, decoded
 * @param header a header's first value by its name, null where there is none
 * @param body all of it; empty for a request that only reads
 */
record Call(String method, String path, UnaryOperator<@Nullable String> header, byte[] body) {
    /** Whether it asks for nothing but an answer. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
