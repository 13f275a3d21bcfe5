package dev.ballast.proxy.telemetry;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request or of a TCP session. The query of a request is not in it: that is where secrets stand.
 *
 * @param ended when
 * @param protocol what the client spoke: {@code HTTP/1.1}, {@code HTTP/2}, {@code TCP}, …
 * @param client its address
 * @param request absent for a TCP session, and for a request of which nothing was understood
 * @param status 0 where there was no answer
 * @param reason the word for what went wrong; absent where nothing did
 * @param backend absent for a request that was not understood, or for which there is none
 * @param endpoint absent where none was tried
 * @param attempts tries on endpoints
 * @param received octets of the request's body, or of the session, from the client
 * @param sent octets of the answer's body, or of the session, to the client
 * @param nanos from its beginning to its end
 * @param cache what its route's cache made of the request; absent where it has none
 * @param field the name of the field that the request's head was refused for; absent where it was not, or for another part of it
 */
public record AccessEntry(
        Instant ended,
        String listener,
        String protocol,
        String client,
        @Nullable RequestLine request,
        int status,
        @Nullable String reason,
        @Nullable String backend,
        @Nullable String endpoint,
        int attempts,
        long received,
        long sent,
        long nanos,
        @Nullable String cache,
        @Nullable String field) {
    /**
     * What was asked for. Of a request that was refused something may be {@code ""}: that was not understood.
     *
     * @param path normal, without the query; of one that was refused for it, what stands before the mistake
     */
    public record RequestLine(String method, String host, String path) {}

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("time", ended.toString());
        json.writeStringField("log", "access");
        json.writeStringField("listener", listener);
        json.writeStringField("protocol", protocol);
        json.writeStringField("client", client);
        if (request != null) {
            known(json, "method", request.method());
            known(json, "host", request.host());
            known(json, "path", request.path());
        }
        if (status != 0) {
            json.writeNumberField("status", status);
        }
        if (reason != null) {
            json.writeStringField("reason", reason);
        }
        if (field != null) {
            json.writeStringField("field", field);
        }
        if (cache != null) {
            json.writeStringField("cache", cache);
        }
        if (backend != null) {
            json.writeStringField("backend", backend);
        }
        if (endpoint != null) {
            json.writeStringField("endpoint", endpoint);
        }
        json.writeNumberField("attempts", attempts);
        json.writeNumberField("received", received);
        json.writeNumberField("sent", sent);
        json.writeNumberField("millis", nanos / 1000 / 1000.0);
        json.writeEndObject();
    }

    private static void known(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
