package dev.ballast.proxy.http;

import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer of our own: a status, and a line of plain text that says why, beginning with the reason's word. */
final class Reply {
    /** Of the text. */
    static final byte[] TYPE = Composer.octets("text/plain; charset=utf-8");

    private static final Map<Reason, Reply> BY_REASON = new EnumMap<>(Reason.class);
    private static final Map<Flaw, Reply> BY_FLAW = new EnumMap<>(Flaw.class);

    static {
        for (Reason reason : Reason.values()) {
            BY_REASON.put(reason, new Reply(status(reason), reason.name(), ""));
        }
        for (Flaw flaw : Flaw.values()) {
            BY_FLAW.put(flaw, new Reply(flaw.status(), flaw.name(), ": " + flaw.message()));
        }
    }

    private final int status;
    private final String word;
    private final byte[] statusAndFields;
    private final byte[] text;
    private final byte @Nullable [] location;

    private Reply(int status, String word, String more) {
        this(status, word, more, null);
    }

    private Reply(int status, String word, String more, @Nullable String location) {
        this.status = status;
        this.word = word;
        this.location = location == null ? null : Composer.octets(location);
        this.statusAndFields = Composer.octets(status + " " + phrase(status) + "\r\nContent-Type: " + new String(TYPE, StandardCharsets.US_ASCII) + "\r\n"
                + (location == null ? "" : "Location: " + location + "\r\n"));
        this.text = Composer.octets(status + " " + phrase(status) + ": " + word + more + "\n");
    }

    /** The edge, where a failure becomes a number. */
    static Reply to(Failure failure) {
        return java.util.Objects.requireNonNull(BY_REASON.get(failure.reason()));
    }

    static Reply to(Flaw flaw) {
        return java.util.Objects.requireNonNull(BY_FLAW.get(flaw));
    }

    /** @param location of characters that a target and a host may have */
    static Reply redirect(int status, String location) {
        return new Reply(status, "Redirect", "", location);
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case NoEndpoint, CircuitOpen, RefusedStream, QueueFull, QueueTimeout, LocalResources, ConnectionDuration, Draining -> 503;
            case ConnectFailure, EndpointHandshake, EndpointCertificate, ResetBeforeResponse, ResetDuringResponse, InvalidResponse -> 502;
            case ConnectTimeout, TryTimeout, ResponseTimeout, EndpointStall -> 504;
            case RequestTimeout, ClientStall, IdleTimeout -> 408;
            case InvalidRequest, ClientReset -> 400;
            case SourceNotAllowed -> 403;
            case NoRoute -> 404;
            case NoBackend -> 500;
        };
    }

    private static String phrase(int status) {
        return new String(StatusPhrase.of(status), StandardCharsets.US_ASCII);
    }

    int status() {
        return status;
    }

    /** Why, in one word of a closed list. */
    String word() {
        return word;
    }

    byte[] statusAndFields() {
        return statusAndFields;
    }

    /** Where the client is sent; null when nowhere. */
    byte @Nullable [] location() {
        return location;
    }

    byte[] text() {
        return text;
    }
}
