package dev.ballast.proxy.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a plain port.
 *
 * <p>On loopback everybody on this machine may, but no web page that somebody on this machine has open: a name that somebody else's DNS turns
 * into 127.0.0.1 is not answered, and a change that a browser sends for another page is refused. Elsewhere a token is asked for. What is not changed and
 * holds nothing (the probes, and what the older balancers told everybody) is open to all.
 */
public final class Guard {
    /** Nobody is refused: for a port that only tells what everybody may know. */
    public static final Guard NONE = new Guard(null, false);

    private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/lb-health", "/lb-stats");
    /** {@code localhost}, or an address, which no DNS can give away. */
    private static final Pattern OWN_NAME = Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-f:.]+])(:[0-9]+)?");
    private static final int TOKEN_AT_LEAST = 16;

    private final @Nullable String token;
    private final boolean checked;

    private Guard(@Nullable String token, boolean checked) {
        this.token = token;
        this.checked = checked;
    }

    /** Everybody on this machine. */
    public static Guard loopback() {
        return new Guard(null, true);
    }

    /**
     * Whoever knows a token: {@code Authorization: Bearer TOKEN}, or as the password of a browser's question.
     *
     * @throws IllegalArgumentException when it is too short
     */
    public static Guard token(String token) {
        if (token.length() < TOKEN_AT_LEAST) {
            throw new IllegalArgumentException("a token of " + token.length() + " characters: expected at least " + TOKEN_AT_LEAST);
        }
        return new Guard(token, true);
    }

    /** Why it is not answered; null when it is. */
    @Nullable Reply refusal(Call call) {
        if (!checked || call.reads() && OPEN.contains(call.path())) {
            return null;
        }
        if (token != null && !knows(token, call.header().apply("Authorization"))) {
            return new Reply(
                    401, "text/plain; charset=utf-8", "This port asks for its token: expected \"Authorization: Bearer …\".\n".getBytes(StandardCharsets.UTF_8),
                    Map.of("WWW-Authenticate", "Basic realm=\"ballast\", charset=\"UTF-8\""));
        }
        String host = call.header().apply("Host");
        if (token == null && (host == null || !OWN_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches())) {
            return Reply.text(403, "This port is not called so: expected its address, or localhost, as Host.");
        }
        String origin = call.header().apply("Origin");
        if (!call.reads() && origin != null && !origin.equals("http://" + host)) {
            return Reply.text(403, "A page of another origin may change nothing here.");
        }
        return null;
    }

    private static boolean knows(String token, @Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
        String given = authorization.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> same(token, given);
            case "basic" -> same(token, password(given));
            default -> false;
        };
    }

    private static String password(String pair) {
        try {
            String text = new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8);
            return text.substring(text.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    /** In a time that does not tell how much of it is right. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
