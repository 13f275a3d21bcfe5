package dev.ballast.traffic.failure;

/**
 * What went wrong. A value, not an exception: it is expected, carries no stack, and only the edge turns it into a status code.
 *
 * @param reason the word for it; names the side and whether trying again is safe
 * @param detail for a person, such as {@code Connection refused: 10.0.0.1:8080}; {@code ""} where the reason says all
 */
public record Failure(Reason reason, String detail) {
    @Override
    public String toString() {
        return detail.isEmpty() ? reason.name() : reason + ": " + detail;
    }
}
