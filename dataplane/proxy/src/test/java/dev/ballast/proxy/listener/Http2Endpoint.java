package dev.ballast.proxy.listener;

import dev.ballast.proxy.http2.RawHttp2;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An endpoint that speaks HTTP/2, frame by frame as its script says: with prior knowledge, or on a socket of TLS. */
final class Http2Endpoint {
    private static final int PREFACE = 24;

    private Http2Endpoint() {}

    /** What is done with a connection after the settings. */
    interface Script {
        void serve(RawHttp2 talk) throws IOException;
    }

    static Endpoint of(Script script) throws IOException {
        return Endpoint.of(speaking(script));
    }

    /** What an endpoint does with a connection from its preface on. */
    static Endpoint.Script speaking(Script script) {
        return talk -> {
            if (talk.octets(PREFACE).getBytes(StandardCharsets.ISO_8859_1).length == PREFACE) {
                RawHttp2 http2 = new RawHttp2(talk.socket).frame(RawHttp2.SETTINGS, 0, 0, new byte[0]);
                try {
                    script.serve(http2);
                } catch (EOFException left) {
                    // As every client does in the end.
                }
            }
        };
    }
}
