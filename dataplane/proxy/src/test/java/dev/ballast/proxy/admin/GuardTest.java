package dev.ballast.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final String TOKEN = "0123456789abcdef";

    private static int status(Guard guard, String method, String path, Map<String, String> headers) {
        Reply refusal = guard.refusal(new Call(method, path, headers::get, new byte[0]));
        return refusal == null ? 200 : refusal.status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9000", "localhost:9000", "LOCALHOST", "[::1]:9000", "10.0.0.1"})
    void onLoopbackAnAddressIsEnough(String host) {
        assertThat(status(Guard.loopback(), "GET", "/stats", Map.of("Host", host))).isEqualTo(200);
        assertThat(status(Guard.loopback(), "PUT", "/api/v1/config", Map.of("Host", host))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rebound.example:9000", "127.0.0.1.example", "localhost.example", ""})
    void aNameThatSomebodyElseResolvesIsNotAnswered(String host) {
        assertThat(status(Guard.loopback(), "GET", "/stats", Map.of("Host", host))).isEqualTo(403);
        assertThat(status(Guard.loopback(), "GET", "/stats", Map.of())).isEqualTo(403);
    }

    @Test
    void aPageOfAnotherOriginChangesNothing() {
        Map<String, String> foreign = Map.of("Host", "127.0.0.1:9000", "Origin", "https://evil.example");
        assertThat(status(Guard.loopback(), "POST", "/api/v1/config", foreign)).isEqualTo(403);
        assertThat(status(Guard.loopback(), "POST", "/api/v1/config", Map.of("Host", "127.0.0.1:9000", "Origin", "null"))).isEqualTo(403);
        Map<String, String> own = Map.of("Host", "127.0.0.1:9000", "Origin", "http://127.0.0.1:9000");
        assertThat(status(Guard.loopback(), "POST", "/api/v1/config", own)).isEqualTo(200);
    }

    @Test
    void aTokenIsAskedForAndCompared() {
        Guard guard = Guard.token(TOKEN);
        String basic = Base64.getEncoder().encodeToString(("anybody:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(status(guard, "GET", "/stats", Map.of("Authorization", "Bearer " + TOKEN))).isEqualTo(200);
        assertThat(status(guard, "GET", "/stats", Map.of("Authorization", "Basic " + basic))).as("a browser's question").isEqualTo(200);
        assertThat(status(guard, "GET", "/stats", Map.of())).isEqualTo(401);
        assertThat(status(guard, "GET", "/stats", Map.of("Authorization", "Bearer " + TOKEN + "0"))).isEqualTo(401);
        assertThat(status(guard, "GET", "/stats", Map.of("Authorization", "Basic !!"))).isEqualTo(401);
        assertThat(status(guard, "GET", "/stats", Map.of("Authorization", TOKEN))).isEqualTo(401);
        assertThat(status(guard, "GET", "/metrics", Map.of())).isEqualTo(401);
        assertThat(status(guard, "GET", "/readyz", Map.of())).as("probes").isEqualTo(200);
    }

    @Test
    void aShortTokenIsNone() {
        assertThatThrownBy(() -> Guard.token("short")).hasMessage("a token of 5 characters: expected at least 16");
    }
}
