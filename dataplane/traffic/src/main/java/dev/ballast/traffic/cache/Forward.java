package dev.ballast.traffic.cache;

/** Why a request goes to an endpoint although there is a cache: the words of {@code Cache-Status} (RFC 9211, 2.2). */
public enum Forward {
    /** It is none that a cache answers: with a body, for a part, on a condition of another kind, for nothing to be stored, or in somebody's name. */
    BYPASS("bypass"),
    /** Its method is not of those. */
    METHOD("method"),
    /** Nothing is stored for what it asks for. */
    URI_MISS("uri-miss"),
    /** What is stored is for requests that say something else in the fields of {@code Vary}. */
    VARY_MISS("vary-miss"),
    /** What is stored is too old. */
    STALE("stale"),
    /** It wants something newer than what is stored and fresh. */
    REQUEST("request");

    private final String token;

    Forward(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }
}
