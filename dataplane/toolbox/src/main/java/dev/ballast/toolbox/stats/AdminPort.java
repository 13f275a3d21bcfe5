package dev.ballast.toolbox.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The admin port of a running Ballast.
 *
 * @param address {@code host:port}
 * @param token that it asks for; null: none
 */
record AdminPort(String address, @Nullable String token) {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The document of {@code /stats}. */
    JsonNode stats() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + address + "/stats").toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        int status = connection.getResponseCode();
        if (status == 401) {
            throw new IOException(address + " asks for a token: give it by --token-file");
        }
        if (status != 200) {
            throw new IOException(address + " answered " + status + " on /stats: expected Ballast's admin port there");
        }
        try (InputStream body = connection.getInputStream()) {
            JsonNode stats = MAPPER.readTree(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            if (!stats.has("version")) {
                throw new IOException(address + " answered something else than statistics: expected Ballast's admin port there");
            }
            return stats;
        } catch (JsonProcessingException other) {
            throw new IOException(address + " answered something else than JSON on /stats: expected Ballast's admin port there", other);
        }
    }

    static String pretty(JsonNode stats) {
        return stats.toPrettyString();
    }
}
