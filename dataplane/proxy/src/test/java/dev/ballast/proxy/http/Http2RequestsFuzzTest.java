package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.Cuts;
import dev.ballast.contract.fuzz.FuzzTarget;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.transport.Arrival;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client of HTTP/2 sends behind the preface. The same requests, content and breaches however the octets are cut; what goes on to an endpoint of
 * HTTP/1.1 is read by us as just that request, and so is what goes on to one of HTTP/2.
 */
class Http2RequestsFuzzTest extends FuzzTarget {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
    private static final ClientFacts CLIENT = new ClientFacts(new Arrival(
            new InetSocketAddress("192.0.2.7", 40_000), () -> new InetSocketAddress("192.0.2.1", 80), false, "", ""));
    /** With the fields that we add, what was just small enough for us may be too large for another one like us. */
    private static final Set<Flaw> GROWS = EnumSet.of(Flaw.HeadTooLarge, Flaw.TooManyFields, Flaw.RequestLineTooLong);

    @Override
    protected void check(byte[] input) {
        Server whole = read(Cuts.whole(input));
        for (List<byte[]> cut : Cuts.of(input)) {
            Server again = read(cut);
            assertThat(again.breaches).isEqualTo(whole.breaches);
            assertThat(again.text()).isEqualTo(whole.text());
        }
        for (Passed each : whole.passed) {
            overHttp1(each);
            overHttp2(each);
        }
    }

    private static Server read(List<byte[]> pieces) {
        Server server = new Server();
        server.read(List.of(PREFACE));
        server.read(pieces);
        return server;
    }

    private static void overHttp1(Passed request) {
        RequestHead again = new RequestHead();
        Pieces octets = Pieces.of(request.text);
        int end = again.read(octets, 0);
        if (again.flaw() != null && GROWS.contains(again.flaw())) {
            return;
        }
        assertThat(again.flaw()).isNull();
        assertThat(again.complete()).isTrue();
        assertThat(end).as("one request, and no other").isEqualTo(octets.length());
        assertThat(text(again)).isEqualTo(request.text);
    }

    private static void overHttp2(Passed request) {
        Server again = read(List.of(request.frames));
        assertThat(again.breaches).isEmpty();
        assertThat(again.flaws.size() + again.passed.size()).isEqualTo(1);
        if (again.passed.isEmpty()) {
            assertThat(GROWS).containsAll(again.flaws);
        } else {
            assertThat(again.passed.getFirst().text).isEqualTo(request.text);
        }
    }

    private static String text(Request head) {
        Written written = new Written();
        Composer out = written.composer();
        RequestWriter.head(out, head, CLIENT, null, null);
        out.writeTo(written.connection);
        return new String(written.take(), ISO_8859_1);
    }

    /**
     * A request as it goes on.
     *
     * @param text to an endpoint of HTTP/1.1
     * @param frames to one of HTTP/2, behind the preface
     */
    private record Passed(String text, byte[] frames) {}

    private static byte[] frames(Request head) {
        Client client = new Client();
        Http2Stream stream = client.connection.open(client.new Deaf());
        Http2RequestWriter.head(stream.headers(), head, CLIENT, null, false);
        stream.sendHeaders(!head.hasBody());
        byte[] all = client.written.take();
        return java.util.Arrays.copyOfRange(all, PREFACE.length, all.length);
    }

    /** As a conversation hears its client. */
    private static final class Server extends Http2Talk {
        final List<Passed> passed = new ArrayList<>();
        final List<Flaw> flaws = new ArrayList<>();

        Server() {
            super(true);
        }

        String text() {
            StringBuilder text = new StringBuilder();
            heard.forEach((id, said) -> text.append(id).append(": ").append(said).append('\n'));
            return text.toString();
        }

        @Override
        public void opened(Http2Stream stream, HeaderList list, boolean end) {
            Http2Request request = new Http2Request();
            Flaw flaw = request.read(list, end, RequestsConfig.STANDARD);
            StringBuilder said = heard(stream.id());
            stream.events(new Taking(stream, said));
            if (flaw != null) {
                flaws.add(flaw);
                said.append('[').append(flaw).append(']');
                return;
            }
            if (request.tunnels()) {
                said.append("[tunnel]");
                return;
            }
            Passed goesOn = new Passed(Http2RequestsFuzzTest.text(request), frames(request));
            passed.add(goesOn);
            said.append(goesOn.text);
        }

        private final class Taking extends Hearer {
            private final Http2Stream stream;
            private final StringBuilder said;

            Taking(Http2Stream stream, StringBuilder said) {
                super(said);
                this.stream = stream;
                this.said = said;
            }

            @Override
            Http2Stream stream() {
                return stream;
            }

            @Override
            public void headers(HeaderList list, boolean end) {
                Fields trailers = new Fields(true, HeadLimits.TRAILERS.fields());
                @Nullable Flaw flaw = Http2Fields.read(list, trailers, Http2Fields.NO_PSEUDO);
                said.append("[trailers ").append(flaw).append(' ').append(flaw == null ? trailers.count() : 0).append(' ').append(end).append(']');
            }
        }
    }

    /** Writes as an attempt does. */
    private static final class Client extends Http2Talk {
        Client() {
            super(false);
        }

        @Override
        public void opened(Http2Stream stream, HeaderList list, boolean end) {
            throw new IllegalStateException("an endpoint has opened a stream");
        }

        private final class Deaf extends Hearer {
            Deaf() {
                super(new StringBuilder());
            }

            @Override
            Http2Stream stream() {
                throw new IllegalStateException("nothing is heard");
            }

            @Override
            public void headers(HeaderList list, boolean end) {}
        }
    }
}
