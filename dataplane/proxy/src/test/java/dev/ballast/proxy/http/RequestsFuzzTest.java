package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.Cuts;
import dev.ballast.contract.fuzz.FuzzTarget;
import dev.ballast.proxy.transport.Arrival;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, head and body, one request after the other. The same requests and the same refusal however the octets are cut; what goes on to the
 * endpoint is read by us as just that request, one and no other, and would be written again as it stands; and the octets that are held are bounded.
 */
class RequestsFuzzTest extends FuzzTarget {
    private static final int MOST_HELD = 64 * 1024;
    private static final ClientFacts CLIENT = new ClientFacts(new Arrival(
            new InetSocketAddress("192.0.2.7", 40_000), () -> new InetSocketAddress("192.0.2.1", 80), false, "", ""));

    /** Which of two limits of length, or what stands behind one, is met first depends on how much came at once: it is refused in any case. */
    private static final Set<Flaw> BY_LENGTH = EnumSet.of(Flaw.RequestLineTooLong, Flaw.HeadTooLarge);

    /** With the fields that we add, what was just small enough for us may be too large for another one like us. */
    private static final Set<Flaw> GROWS = EnumSet.of(Flaw.HeadTooLarge, Flaw.TooManyFields);

    @Override
    protected void check(byte[] input) {
        Reader whole = new Reader().read(Cuts.whole(input));
        for (List<byte[]> cut : Cuts.of(input)) {
            Reader again = new Reader().read(cut);
            assertThat(again.requests).isEqualTo(whole.requests);
            assertThat(again.flaw == null).isEqualTo(whole.flaw == null);
            if (again.flaw != null && !BY_LENGTH.contains(again.flaw) && !BY_LENGTH.contains(whole.flaw)) {
                assertThat(again.flaw).isEqualTo(whole.flaw);
            }
            if (whole.flaw == null) {
                assertThat(again.unfinished()).isEqualTo(whole.unfinished());
            }
        }
        List<String> passedOn = whole.requests;
        Reader behindUs = new Reader().read(Cuts.whole(String.join("", passedOn).getBytes(ISO_8859_1)));
        if (behindUs.flaw != null && GROWS.contains(behindUs.flaw)) {
            assertThat(passedOn.subList(0, behindUs.requests.size())).isEqualTo(behindUs.requests);
            return;
        }
        assertThat(behindUs.flaw).isNull();
        assertThat(behindUs.requests).isEqualTo(passedOn);
        assertThat(behindUs.unfinished()).isEqualTo("between");
    }

    /** As a conversation reads. */
    private static final class Reader {
        private final RequestHead head = new RequestHead();
        private final RequestBody body = new RequestBody();
        private final Written written = new Written();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        final List<String> requests = new ArrayList<>();
        @Nullable Flaw flaw;
        private boolean inBody;
        private boolean begun;

        Reader read(List<byte[]> pieces) {
            for (byte[] piece : pieces) {
                Pieces received = new Pieces(piece);
                for (int at = 0; at < piece.length && flaw == null; ) {
                    at = inBody ? body(received, at) : head(received, at);
                }
            }
            return this;
        }

        private int head(Pieces received, int offset) {
            begun = true;
            int at = head.read(received, offset);
            assertThat(head.bytes()).hasSizeLessThanOrEqualTo(MOST_HELD);
            flaw = head.flaw();
            if (flaw == null && head.complete()) {
                assertThat(head.fields().count()).isLessThanOrEqualTo(HeadLimits.REQUEST.fields());
                body.begin(head.fields());
                inBody = true;
                if (!head.hasBody()) {
                    ended();
                }
            }
            return at;
        }

        private int body(Pieces received, int offset) {
            int at = body.read(received, offset, (from, start, count) -> {
                byte[] copy = new byte[count];
                from.copy(start, copy, 0, count);
                data.writeBytes(copy);
            });
            flaw = body.flaw();
            if (flaw == null && body.ended()) {
                ended();
            }
            return at;
        }

        /** Written anew for an endpoint; its body as one piece. */
        private void ended() {
            Composer out = written.composer();
            RequestWriter.head(out, head, CLIENT, null, Upgrade.wanted(head));
            out.writeTo(written.connection);
            boolean chunked = head.fields().chunked();
            if (data.size() > 0) {
                RequestWriter.data(out, chunked, written.connection, new Pieces(data.toByteArray()), 0, data.size());
            }
            if (chunked) {
                assertThat(body.chunks().trailerBytes()).hasSizeLessThanOrEqualTo(MOST_HELD);
                RequestWriter.end(out, written.connection, body.chunks().trailerBytes(), body.chunks().trailers());
            }
            requests.add(new String(written.take(), ISO_8859_1));
            head.clear();
            data.reset();
            inBody = false;
            begun = false;
        }

        String unfinished() {
            return inBody ? "body " + data.toString(ISO_8859_1) : begun ? "head" : "between";
        }
    }
}
