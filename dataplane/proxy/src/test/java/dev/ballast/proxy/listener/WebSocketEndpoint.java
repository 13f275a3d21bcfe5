package dev.ballast.proxy.listener;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** An endpoint that speaks WebSocket (RFC 6455) as far as tests need it: it sends every frame back, and answers pings and the close. */
final class WebSocketEndpoint {
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private WebSocketEndpoint() {}

    static Endpoint echo() throws IOException {
        return Endpoint.of(talk -> serve(talk, talk.head()));
    }

    /** The conversation that this head begins. */
    static void serve(Endpoint.Talk talk, String head) throws IOException {
        talk.say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                + accept(String.valueOf(RawClient.field(head, "Sec-WebSocket-Key"))) + "\r\n\r\n");
        DataInputStream in = new DataInputStream(talk.in);
        DataOutputStream out = new DataOutputStream(talk.socket.getOutputStream());
        int kind;
        do {
            int first = in.readUnsignedByte();
            byte[] payload = payload(in);
            kind = first & 0x0f;
            write(out, kind == PING ? first & 0xf0 | PONG : first, payload);
        } while (kind != CLOSE);
    }

    /** RFC 6455, 4.2.2. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Clients mask what they send. */
    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        long real = length == 127 ? in.readLong() : length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) real);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    private static void write(DataOutputStream out, int first, byte[] payload) throws IOException {
        out.writeByte(first);
        if (payload.length < 126) {
            out.writeByte(payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeByte(126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(127);
            out.writeLong(payload.length);
        }
        out.write(payload);
        out.flush();
    }
}
