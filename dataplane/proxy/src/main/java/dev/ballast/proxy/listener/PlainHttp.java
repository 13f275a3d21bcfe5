package dev.ballast.proxy.listener;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** HTTP without TLS, where TLS is spoken. */
final class PlainHttp {
    /** What a client of it is told; it goes out as it is. */
    static final byte[] ANSWER = answer("400 Bad Request: PlainHttp: plain HTTP was sent to an HTTPS port\n");

    private static final List<byte[]> METHODS = List.of(
            octets("GET "), octets("HEAD "), octets("POST "), octets("PUT "), octets("DELETE "), octets("OPTIONS "), octets("PATCH "), octets("CONNECT "), octets("TRACE "));

    private PlainHttp() {}

    /** Whether these octets are clearly the beginning of a request. */
    static boolean begins(byte[] octets) {
        return METHODS.stream().anyMatch(method -> startsWith(octets, method));
    }

    private static boolean startsWith(byte[] octets, byte[] method) {
        return octets.length >= method.length && Arrays.equals(octets, 0, method.length, method, 0, method.length);
    }

    private static byte[] answer(String text) {
        return octets("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + text.length() + "\r\nConnection: close\r\n\r\n" + text);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
