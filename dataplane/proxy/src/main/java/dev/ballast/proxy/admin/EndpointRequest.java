package dev.ballast.proxy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ballast.contract.snapshot.EndpointConfig;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that is to be added: {@code {"url": "http://10.0.0.3:80", "weight": 2, "backend": "shop"}}.
 *
 * @param backend absent where there is one only
 * @param address a literal, which the manifest's own rules check
 */
record EndpointRequest(@Nullable String backend, String address, int port, int weight) {
    /** @throws IllegalArgumentException saying what is wrong with which field */
    static EndpointRequest of(JsonNode body) {
        URI url = url(body.path("url").asText());
        JsonNode weight = body.path("weight");
        if (!weight.isMissingNode() && !weight.isInt()) {
            throw new IllegalArgumentException("weight: " + weight + ": expected a whole number");
        }
        String host = url.getHost();
        boolean bracketed = host.startsWith("[");
        JsonNode backend = body.path("backend");
        return new EndpointRequest(
                backend.isTextual() ? backend.asText() : null,
                bracketed ? host.substring(1, host.length() - 1) : host,
                url.getPort() < 0 ? (url.getScheme().equals("https") ? 443 : 80) : url.getPort(),
                weight.asInt(1));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() != null && url.getScheme() != null && url.getScheme().matches("https?|tcp")) {
                return url;
            }
        } catch (URISyntaxException told) {
            // Below.
        }
        throw new IllegalArgumentException("url: \"" + text + "\": expected http://ADDRESS:PORT");
    }

    /** As snapshots name it. */
    String id() {
        return EndpointConfig.fixed(address, port, weight).id();
    }
}
