package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request's. It stays until its exchange has ended, so that an attempt can be made again from it. */
interface Request extends Message {
    Method method();

    int methodStart();

    int methodEnd();

    /** Where path and query begin. */
    int targetStart();

    int targetEnd();

    /** Whether the target has no path, so that {@code /} goes before it. */
    boolean rootTarget();

    /** Whether some authority was given. */
    boolean hasAuthority();

    int authorityStart();

    int authorityEnd();

    /** The host that is asked for: in small letters, without port and final dot; {@code ""} where none was given. */
    default String host() {
        return hasAuthority() ? new String(bytes(), authorityStart(), hostEnd() - authorityStart(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT) : "";
    }

    /** Where the host ends with which the authority begins, before port and final dot; only where there is an authority. */
    default int hostEnd() {
        byte[] bytes = bytes();
        int end = authorityStart();
        boolean literal = false;
        while (end < authorityEnd() && (bytes[end] != ':' || literal)) {
            literal = bytes[end] == '[' || literal && bytes[end] != ']';
            end++;
        }
        return end > authorityStart() && bytes[end - 1] == '.' ? end - 1 : end;
    }

    default String methodName() {
        return new String(bytes(), methodStart(), methodEnd() - methodStart(), StandardCharsets.ISO_8859_1);
    }

    /** Without the query. */
    default String path() {
        byte[] bytes = bytes();
        int end = targetStart();
        while (end < targetEnd() && bytes[end] != '?') {
            end++;
        }
        String path = new String(bytes, targetStart(), end - targetStart(), StandardCharsets.ISO_8859_1);
        return rootTarget() ? "/" + path : path;
    }

    /** The name of the field that a head was refused for, where it was one that can be named; null otherwise. */
    default @Nullable String flawedField() {
        return null;
    }

    /** Whether the client takes trailers, and so perhaps speaks in messages (gRPC). */
    default boolean takesTrailers() {
        return false;
    }

    /** Whether the client speaks HTTP/1.0, which knows neither interim answers nor expectations. */
    boolean http10();

    /**
     * The endpoint is asked for another path.
     *
     * @param before what comes before the rest
     * @param rest where that begins, which stays with the query behind it
     */
    default void retarget(byte[] before, int rest) {
        int end = targetEnd();
        int start = append(before, 0, before.length);
        append(bytes(), rest, end);
        target(start, start + before.length + end - rest);
    }

    /** The target stands there from now on, and has a path. */
    void target(int start, int end);

    default boolean hasBody() {
        return fields().chunked() || fields().contentLength() > 0;
    }
}
