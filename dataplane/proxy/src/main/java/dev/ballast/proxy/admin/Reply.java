package dev.ballast.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.ballast.contract.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param status the HTTP status
 * @param type the content type
 * @param body the bytes
 * @param headers beside the type
 */
record Reply(int status, String type, byte[] body, Map<String, String> headers) {
    Reply {
        headers = Map.copyOf(headers);
    }

    /** Without further headers. */
    Reply(int status, String type, byte[] body) {
        this(status, type, body, Map.of());
    }

    static Reply text(int status, String text) {
        return new Reply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Reply json(int status, byte[] body) {
        return new Reply(status, Wire.JSON, body);
    }

    /** Sends it; the exchange is to be closed by the caller. */
    void sendOn(HttpExchange exchange) throws IOException {
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, bodiless || body.length == 0 ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }
}
