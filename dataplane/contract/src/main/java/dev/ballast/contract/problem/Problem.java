package dev.ballast.contract.problem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One complaint about one place.
 *
 * @param path where, in the notation of the API server: {@code spec.listeners[0].port}; {@code ""} for the whole document
 * @param reason why, as a word
 * @param message names the value that was found and what was expected; never holds a secret
 * @param location the place in a file, where the document came from one
 */
public record Problem(String path, Reason reason, String message, @Nullable Location location) {
    public Problem {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }

    public Problem(String path, Reason reason, String message) {
        this(path, reason, message, null);
    }

    /** The same complaint with its place in a file. */
    public Problem at(@Nullable Location where) {
        return new Problem(path, reason, message, where);
    }

    /** As a person reads it: {@code shop.yaml:7:11: spec.listeners[0].port: 70000 is not a port: expected 1 to 65535}. */
    @Override
    public String toString() {
        return (location == null ? "" : location + ": ") + (path.isEmpty() ? "" : path + ": ") + message;
    }

    /**
     * A place in a file.
     *
     * @param file the file's name as the user gave it
     * @param line from 1
     * @param column from 1
     */
    public record Location(String file, int line, int column) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }
}
