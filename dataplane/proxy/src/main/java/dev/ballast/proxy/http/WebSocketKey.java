package dev.ballast.proxy.http;

import dev.ballast.traffic.time.Randomness;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What is asked of an endpoint so that it proves to know WebSocket (RFC 6455, 4.1 and 4.2.2). Over HTTP/2 there is no such question, so that it is
 * ours to ask where the endpoint speaks HTTP/1.1.
 */
record WebSocketKey(byte[] octets, byte[] answer) {
    static final byte[] NAME = Composer.octets("sec-websocket-key");
    private static final byte[] ACCEPT = Composer.octets("sec-websocket-accept");
    private static final byte[] GUID = Composer.octets("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    private static final int NONCE = 16;

    /** Another one each time; it is no secret. */
    static WebSocketKey random(Randomness randomness) {
        byte[] nonce = new byte[NONCE];
        for (int i = 0; i < NONCE; i++) {
            nonce[i] = (byte) randomness.below(256);
        }
        return of(Base64.getEncoder().encode(nonce));
    }

    static WebSocketKey of(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(key);
            return new WebSocketKey(key, Base64.getEncoder().encode(digest.digest(GUID)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }

    /** Whether an answer has understood the question. */
    boolean accepted(Response response) {
        Fields fields = response.fields();
        byte[] bytes = response.bytes();
        int field = fields.find(bytes, ACCEPT);
        return field >= 0 && Arrays.equals(bytes, fields.valueStart(field), fields.valueEnd(field), answer, 0, answer.length);
    }

    @Override
    public String toString() {
        return new String(octets, StandardCharsets.US_ASCII);
    }
}
