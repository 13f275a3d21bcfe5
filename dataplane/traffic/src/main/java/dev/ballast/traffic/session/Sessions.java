package dev.ballast.traffic.session;

import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * With which endpoint of a backend a client's session is. Its cookie holds a token that names the endpoint: a MAC of the endpoint's id (HMAC-SHA256, RFC
 * 2104, cut to 128 bits). All pods have the key, so each reads what another has written, and none remembers anything; nobody else can make a token, or
 * learn from one which endpoint it names. When endpoints come or go, only the sessions of those that are gone move.
 *
 * <p>The wrong choice where sessions are few and heavy: nobody balances what is bound. Immutable; any thread. A MAC for each endpoint, once in its life;
 * a look-up in a hash table for each request.
 */
public final class Sessions {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TOKEN_BYTES = 16;

    private final SessionConfig config;
    private final byte[] cookie;
    private final String backend;
    private final Map<Endpoint, String> tokens;
    private final Map<String, Endpoint> endpoints;

    private Sessions(SessionConfig config, String backend, Map<Endpoint, String> tokens) {
        this.config = config;
        this.cookie = config.cookie().getBytes(StandardCharsets.ISO_8859_1);
        this.backend = backend;
        this.tokens = tokens;
        this.endpoints = HashMap.newHashMap(tokens.size());
        tokens.forEach((endpoint, token) -> endpoints.put(token, endpoint));
    }

    /** Of a backend without endpoints; a token of another backend, or under another key, names nothing here. */
    public static Sessions of(SessionConfig config, String backend) {
        return new Sessions(config, backend, Map.of());
    }

    /** The same over other endpoints. */
    public Sessions over(List<Endpoint> others) {
        Mac mac = mac();
        Map<Endpoint, String> next = HashMap.newHashMap(others.size());
        for (Endpoint endpoint : others) {
            String known = tokens.get(endpoint);
            next.put(endpoint, known == null ? token(mac, endpoint) : known);
        }
        return new Sessions(config, backend, next);
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(config.key().reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }

    /** Neither a backend's name nor an id has a line's end. */
    private String token(Mac mac, Endpoint endpoint) {
        byte[] whole = mac.doFinal((backend + "\n" + endpoint.id()).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, TOKEN_BYTES));
    }

    public SessionConfig config() {
        return config;
    }

    /** The cookie's name. Not to be changed. */
    public byte[] cookie() {
        return cookie;
    }

    /** The endpoint that a token names; null when it names none of these. */
    public @Nullable Endpoint endpoint(@Nullable String token) {
        return token == null ? null : endpoints.get(token);
    }

    /** The token that names an endpoint; null when it is none of these. */
    public @Nullable String token(Endpoint endpoint) {
        return tokens.get(endpoint);
    }
}
