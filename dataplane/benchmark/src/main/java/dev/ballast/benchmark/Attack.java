package dev.ballast.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What clients do that mean harm: what each of their connections says and how fast, how many there are, and under which reason it is counted. */
enum Attack {
    RapidReset("requests that are taken back at once", Flood.rapidReset(), Crowd.flood(), "ResetFlood"),
    Continuation("a header block of crumbs that does not end", Flood.continuations(), Crowd.flood(), "ContinuationFlood"),
    Settings("settings, each to be acknowledged", Flood.settings(), Crowd.flood(), "SettingsFlood"),
    Ping("pings, each to be answered", Flood.pings(), Crowd.flood(), "PingFlood"),
    EmptyFrames("a body of frames without an octet", Flood.emptyFrames(), Crowd.flood(), "EmptyFrameFlood"),
    Priority("priorities of streams that are not there", Flood.priorities(), Crowd.flood(), "PriorityFlood"),
    NoWindow("100 answers of 64 KiB each, and no window for them", Flood.noWindow(), Crowd.flood().lasting(15), "ClientStall"),
    TinyWindow("a window of one octet, opened by one octet at a time", Flood.tinyWindow(), Crowd.flood(), "WindowFlood"),
    HeaderBombs("header lists of 15 KiB out of 30 octets", Flood.headerBombs(), Crowd.flood(), "HeaderFlood"),
    HeadBombs("heads of 200 fields and 16 KiB", Script.of(bomb(), bomb()), new Crowd(Speed.WHEN_TAKEN, 250, Crowd.ANY, 8, false, true), "TooManyFields"),
    SlowHeads("heads that do not end, an octet a second", Script.of("GET / HTTP/1.1\r\nHost: shop\r\nX-Slow: ", "a"), Crowd.slow(2_000).lasting(15), "RequestTimeout"),
    SlowBodies(
            "bodies that do not end, an octet a second",
            Script.of("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000\r\n\r\n", "a"),
            Crowd.slow(500).lasting(38),
            "ClientStall"),
    SlowReaders(
            "8 MiB asked for, and nothing read",
            Script.of("GET " + Subject.BULK + "?bytes=8388608 HTTP/1.1\r\nHost: shop\r\n\r\n", ""),
            new Crowd(Speed.ONCE, 50, Crowd.ANY, 15, false, false),
            "ClientStall"),
    HalfHandshakes("a ClientHello, or half of one, and no more", hellos(), new Crowd(Speed.ONCE, 2_000, 5_000, 34, true, true), "Timeout");

    private final String words;
    private final Script script;
    private final Crowd crowd;
    private final String reason;

    Attack(String words, Script script, Crowd crowd, String reason) {
        this.words = words;
        this.script = script;
        this.crowd = crowd;
        this.reason = reason;
    }

    /** When a connection says more. */
    enum Speed {
        /** Never. */
        ONCE,
        EACH_SECOND,
        /** As soon as all was taken that it has said. */
        WHEN_TAKEN
    }

    /**
     * The connections of one process; one that was closed is followed by another.
     *
     * @param open at once
     * @param most in all
     * @param seconds that it is looked at
     * @param secure whether they come to the port for TLS
     * @param reads whether they take what they are sent
     */
    record Crowd(Speed speed, int open, int most, int seconds, boolean secure, boolean reads) {
        static final int ANY = Integer.MAX_VALUE;

        static Crowd flood() {
            return new Crowd(Speed.WHEN_TAKEN, 1, ANY, 8, false, true);
        }

        static Crowd slow(int open) {
            return new Crowd(Speed.EACH_SECOND, open, ANY, 8, false, true);
        }

        Crowd lasting(int longer) {
            return new Crowd(speed, open, most, longer, secure, reads);
        }
    }

    String words() {
        return words;
    }

    Script script() {
        return script;
    }

    Crowd crowd() {
        return crowd;
    }

    /** The word that it is counted under. */
    String reason() {
        return reason;
    }

    private static String bomb() {
        return "GET / HTTP/1.1\r\nHost: shop\r\n" + ("X-Field: " + "a".repeat(69) + "\r\n").repeat(200) + "\r\n";
    }

    private static Script hellos() {
        byte[] whole = clientHello();
        byte[] half = Arrays.copyOf(whole, whole.length / 2);
        return number -> number % 2 == 0 ? whole : half;
    }

    /** What Java's own client says first. */
    private static byte[] clientHello() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("localhost")));
            engine.setSSLParameters(parameters);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            byte[] hello = new byte[out.flip().remaining()];
            out.get(hello);
            return hello;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
