package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.HpackEncoder;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.traffic.failure.Reason;
import java.nio.charset.StandardCharsets;

/**
 * An answer of ours as clients of gRPC expect it: HTTP's status 200, and one of gRPC's in the same block of fields ("Trailers-Only" of gRPC over HTTP/2). From another
 * status of HTTP they would have to guess, and nobody told them why.
 */
final class GrpcReply {
    private static final byte[] NAME_CONTENT_TYPE = Composer.octets("content-type");
    private static final int CONTENT_TYPE = 31;
    private static final byte[] TYPE = Composer.octets("application/grpc");
    private static final byte[] STATUS = Composer.octets("grpc-status");
    private static final byte[] MESSAGE = Composer.octets("grpc-message");

    private static final int UNKNOWN = 2;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;

    private GrpcReply() {}

    /** Whether the client wants this one so. A redirect is none of gRPC's: it stays what it is. */
    static boolean wanted(Reply reply, Request request) {
        if (reply.status() < 400) {
            return false;
        }
        byte[] bytes = request.bytes();
        Fields fields = request.fields();
        int type = fields.find(bytes, NAME_CONTENT_TYPE);
        return type >= 0 && isGrpc(bytes, fields.valueStart(type), fields.valueEnd(type));
    }

    /** {@code application/grpc}, {@code application/grpc+proto}; not {@code application/grpc-web}, whose clients speak HTTP. */
    private static boolean isGrpc(byte[] bytes, int start, int end) {
        int after = start + TYPE.length;
        return Chars.startsIgnoreCase(bytes, start, end, TYPE) && (after == end || bytes[after] == '+' || bytes[after] == ';');
    }

    /** Ends the stream with it. */
    static void write(Reply reply, Http2Stream stream) {
        byte[] code = Composer.octets(String.valueOf(code(reply)));
        byte[] message = message(reply);
        HpackEncoder out = stream.headers().status(200).named(CONTENT_TYPE, TYPE, 0, TYPE.length);
        out.field(STATUS, code, 0, code.length).field(MESSAGE, message, 0, message.length);
        Http2Answer.fields(out, reply);
        stream.sendHeaders(true);
    }

    /** As Envoy translates its own answers; limits as gRPC's documentation of the codes has it. A connection that was not made in time may be asked for again. */
    private static int code(Reply reply) {
        return switch (reply.status()) {
            case 400, 500 -> INTERNAL;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 408, 504 -> reply.word().equals(Reason.ConnectTimeout.name()) ? UNAVAILABLE : DEADLINE_EXCEEDED;
            case 413, 414, 429, 431 -> RESOURCE_EXHAUSTED;
            case 502, 503 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** The line of text, in which nothing but what prints stays as it is, and no percent sign. */
    private static byte[] message(Reply reply) {
        StringBuilder encoded = new StringBuilder();
        for (char c : new String(reply.text(), StandardCharsets.UTF_8).strip().toCharArray()) {
            if (c >= ' ' && c <= '~' && c != '%') {
                encoded.append(c);
            } else {
                for (byte octet : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append((char) Chars.HEX[octet >> 4 & 15]).append((char) Chars.HEX[octet & 15]);
                }
            }
        }
        return Composer.octets(encoded.toString());
    }
}
