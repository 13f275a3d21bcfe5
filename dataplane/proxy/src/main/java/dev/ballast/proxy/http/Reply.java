package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An answer of our own: a status, and a line of plain text that says why, beginning with the reason's word. */
final class Reply {
    /** Of the text. */
    static final byte[] TYPE = Composer.octets("text/plain; charset=utf-8");

    private static final String REASON = "Ballast-Reason";

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
    private final String more;
    private final List<Field> fields;
    private final byte[] statusAndFields;
    private final byte[] text;
    private @Nullable Reply withReason;

    /** One that few answers have. */
    record Field(String name, String value) {
        byte[] octets() {
            return Composer.octets(name + value);
        }
    }

    private Reply(int status, String word, String more, Field... fields) {
        this.status = status;
        this.word = word;
        this.more = more;
        this.fields = List.of(fields);
        StringBuilder lines = new StringBuilder();
        this.fields.forEach(field -> lines.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        this.statusAndFields = Composer.octets(
                status + " " + phrase(status) + "\r\nContent-Type: " + new String(TYPE, StandardCharsets.US_ASCII) + "\r\n" + lines);
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
        return new Reply(status, "Redirect", "", new Field("Location", location));
    }

    /**
     * More requests than a rate limit lets in. Says when the next one may come (RFC 9110, 10.2.3), and which policy it was
     * (draft-ietf-httpapi-ratelimit-headers).
     */
    static Reply tooMany(RateLimitConfig limit, long waitNanos) {
        long seconds = Math.max(1, Math.ceilDiv(waitNanos, TimeUnit.SECONDS.toNanos(1)));
        return new Reply(
                429,
                Reason.RateLimited.name(),
                ": " + limit.name(),
                new Field("Retry-After", String.valueOf(seconds)),
                new Field("RateLimit-Policy", "\"" + limit.name() + "\";q=" + limit.requests() + ";w=" + limit.periodSeconds()),
                new Field("RateLimit", "\"" + limit.name() + "\";r=0;t=" + seconds));
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case NoEndpoint, CircuitOpen, RefusedStream, QueueFull, QueueTimeout, LocalResources, ConnectionDuration, Draining -> 503;
            case ConnectFailure, EndpointHandshake, EndpointCertificate, ResetBeforeResponse, ResetDuringResponse, InvalidResponse -> 502;
            case ConnectTimeout, TryTimeout, ResponseTimeout, EndpointStall, NotCached -> 504;
            case RequestTimeout, ClientStall, IdleTimeout -> 408;
            case InvalidRequest, ClientReset -> 400;
            case SourceNotAllowed -> 403;
            case NoRoute -> 404;
            case NoBackend -> 500;
            case RateLimited -> 429;
        };
    }

    private static String phrase(int status) {
        return new String(StatusPhrase.of(status), StandardCharsets.US_ASCII);
    }

    /** The same with its word in a field. Made once, or by chance a few times alike: whoever looks sees all of it, for nothing of it changes. */
    Reply withReason() {
        Reply known = withReason;
        if (known == null) {
            Field[] all = Stream.concat(fields.stream(), Stream.of(new Field(REASON, word))).toArray(Field[]::new);
            withReason = known = new Reply(status, word, more, all);
        }
        return known;
    }

    int status() {
        return status;
    }

    /** Why, in one word of a closed list. */
    String word() {
        return word;
    }

    /** Beside those of every reply. */
    List<Field> fields() {
        return fields;
    }

    byte[] statusAndFields() {
        return statusAndFields;
    }

    byte[] text() {
        return text;
    }
}
