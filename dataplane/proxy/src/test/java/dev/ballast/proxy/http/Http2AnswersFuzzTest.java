package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.Cuts;
import dev.ballast.contract.fuzz.FuzzTarget;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint of HTTP/2 answers to three requests. The same answers, content and breaches however the octets are cut; the head that goes on to a
 * client of HTTP/1.1 is read by us as just that head.
 */
class Http2AnswersFuzzTest extends FuzzTarget {
    private static final int REQUESTS = 3;
    /** With the fields that we add, what was just small enough for us may be too large for another one like us. */
    private static final Set<Flaw> GROWS = EnumSet.of(Flaw.HeadTooLarge, Flaw.TooManyFields);

    /** The first octet says which of the requests are HEAD. */
    @Override
    protected void check(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] answers = Arrays.copyOfRange(input, 1, input.length);
        Client whole = new Client(input[0]);
        whole.read(Cuts.whole(answers));
        for (List<byte[]> cut : Cuts.of(answers)) {
            Client again = new Client(input[0]);
            again.read(cut);
            assertThat(again.breaches).isEqualTo(whole.breaches);
            assertThat(again.heard.toString()).isEqualTo(whole.heard.toString());
        }
        whole.heads.forEach(Http2AnswersFuzzTest::isOneHead);
    }

    private static void isOneHead(String text) {
        ResponseHead again = new ResponseHead();
        Pieces octets = Pieces.of(text);
        int end = again.read(octets, 0);
        if (again.flaw() != null && GROWS.contains(again.flaw())) {
            return;
        }
        assertThat(again.flaw()).isNull();
        assertThat(again.complete()).isTrue();
        assertThat(end).as("one head, and no other").isEqualTo(octets.length());
    }

    /** As attempts hear their endpoint. */
    private static final class Client extends Http2Talk {
        final List<String> heads = new ArrayList<>();

        Client(byte methods) {
            super(false);
            for (int i = 0; i < REQUESTS; i++) {
                Taking taking = new Taking(heard(2 * i + 1), (methods >> i & 1) == 0 ? Method.GET : Method.HEAD);
                taking.stream = connection.open(taking);
                taking.stream.headers();
                taking.stream.sendHeaders(true);
            }
        }

        @Override
        public void opened(Http2Stream stream, HeaderList list, boolean end) {
            throw new IllegalStateException("an endpoint has opened a stream");
        }

        private final class Taking extends Hearer implements AnswerWriter.Asked {
            private final StringBuilder said;
            private final Method method;
            private final Http2Response response = new Http2Response();
            private @Nullable Http2Stream stream;
            private boolean answered;

            Taking(StringBuilder said, Method method) {
                super(said);
                this.said = said;
                this.method = method;
            }

            @Override
            Http2Stream stream() {
                return java.util.Objects.requireNonNull(stream);
            }

            @Override
            public void headers(HeaderList list, boolean end) {
                Flaw flaw = answered ? trailers(list) : head(list, end);
                said.append('[').append(flaw).append(' ').append(end).append(']');
                if (flaw != null) {
                    stream().reset(ErrorCode.PROTOCOL_ERROR);
                }
            }

            private @Nullable Flaw head(HeaderList list, boolean end) {
                Flaw flaw = response.read(list, end, method);
                if (flaw == null) {
                    answered = !response.interim();
                    heads.add(text());
                    said.append(heads.getLast());
                }
                response.clear();
                return flaw;
            }

            private static @Nullable Flaw trailers(HeaderList list) {
                return Http2Fields.read(list, new Fields(false, HeadLimits.TRAILERS.fields()), Http2Fields.NO_PSEUDO);
            }

            private String text() {
                Written to = new Written();
                AnswerWriter writer = new AnswerWriter(this, to.connection, to.composer());
                if (response.interim()) {
                    writer.interim(response);
                } else {
                    writer.head(response, response.bodiless(method));
                }
                return new String(to.take(), ISO_8859_1);
            }

            @Override
            public boolean keeps() {
                return true;
            }

            @Override
            public boolean http10() {
                return false;
            }
        }
    }
}
