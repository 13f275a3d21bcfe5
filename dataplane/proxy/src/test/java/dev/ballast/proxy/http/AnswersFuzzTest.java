package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.fuzz.Cuts;
import dev.ballast.contract.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answers, interim answers included: the same however it is cut; what goes on to the client is read by us as just that answer, and
 * would be written again as it stands; and the octets that are held are bounded.
 */
class AnswersFuzzTest extends FuzzTarget {
    private static final int MOST_HELD = 256 * 1024;
    private static final Set<Flaw> BY_LENGTH = EnumSet.of(Flaw.StatusLineTooLong, Flaw.HeadTooLarge);

    /** With the fields that we add, what was just small enough for us may be too large for another one like us. */
    private static final Set<Flaw> GROWS = EnumSet.of(Flaw.HeadTooLarge, Flaw.TooManyFields);

    /** The first octet says what was asked: HEAD or not, by a client of HTTP/1.0 or not, on a connection that is kept or not. */
    @Override
    protected void check(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte asked = input[0];
        byte[] answer = Arrays.copyOfRange(input, 1, input.length);
        Reader whole = new Reader(asked).read(Cuts.whole(answer));
        for (List<byte[]> cut : Cuts.of(answer)) {
            Reader again = new Reader(asked).read(cut);
            assertThat(again.answers).isEqualTo(whole.answers);
            assertThat(again.flaw == null).isEqualTo(whole.flaw == null);
            if (again.flaw != null && !BY_LENGTH.contains(again.flaw) && !BY_LENGTH.contains(whole.flaw)) {
                assertThat(again.flaw).isEqualTo(whole.flaw);
            }
            if (whole.flaw == null) {
                assertThat(again.data.toByteArray()).isEqualTo(whole.data.toByteArray());
            }
        }
        if (whole.answers.isEmpty()) {
            return;
        }
        Reader behindUs = new Reader(asked).read(Cuts.whole(String.join("", whole.answers).getBytes(ISO_8859_1)));
        if (behindUs.flaw != null && GROWS.contains(behindUs.flaw)) {
            assertThat(whole.answers.subList(0, behindUs.answers.size())).isEqualTo(behindUs.answers);
            return;
        }
        assertThat(behindUs.flaw).isNull();
        assertThat(behindUs.answers).isEqualTo(whole.answers);
        assertThat(behindUs.left).as("octets behind the answer").isZero();
    }

    /** As an attempt reads; the connection ends where the input does. */
    private static final class Reader implements AnswerWriter.Asked {
        private final ResponseHead head = new ResponseHead();
        private final ChunkReader chunks = new ChunkReader(false);
        private final Written written = new Written();
        private final AnswerWriter writer = new AnswerWriter(this, written.connection, written.composer());
        private final Method method;
        private final boolean http10;
        private final boolean keeps;
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        final List<String> answers = new ArrayList<>();
        @Nullable Flaw flaw;
        private boolean headRead;
        private boolean bodiless;
        private boolean ended;
        int left;

        Reader(byte asked) {
            method = (asked & 1) == 0 ? Method.GET : Method.HEAD;
            http10 = (asked & 2) != 0;
            keeps = (asked & 4) == 0;
        }

        @Override
        public boolean keeps() {
            return keeps;
        }

        @Override
        public boolean http10() {
            return http10;
        }

        Reader read(List<byte[]> pieces) {
            for (byte[] piece : pieces) {
                Pieces received = new Pieces(piece);
                int at = 0;
                while (at < piece.length && flaw == null && !ended) {
                    at = headRead ? body(received, at) : head(received, at);
                }
                left += piece.length - at;
            }
            boolean untilClose = headRead && !head.fields().chunked() && head.fields().contentLength() < 0;
            if (!ended && flaw == null && untilClose) {
                ended();
            }
            return this;
        }

        private int head(Pieces received, int offset) {
            int at = head.read(received, offset);
            assertThat(head.bytes()).hasSizeLessThanOrEqualTo(MOST_HELD);
            flaw = head.flaw();
            if (flaw == null && head.complete()) {
                assertThat(head.fields().count()).isLessThanOrEqualTo(HeadLimits.ANSWER.fields());
                if (head.status() == 101) {
                    ended = true; // What follows is not HTTP.
                } else if (head.interim()) {
                    interim();
                } else {
                    headRead = true;
                    bodiless = head.bodiless(method);
                    if (bodiless || head.fields().contentLength() == 0) {
                        ended();
                    }
                }
            }
            return at;
        }

        private void interim() {
            if (!http10) {
                writer.interim(head);
                answers.add(new String(written.take(), ISO_8859_1));
            }
            head.clear();
        }

        private int body(Pieces received, int offset) {
            if (head.fields().chunked()) {
                int at = chunks.read(received, offset, (from, start, count) -> take(received, start, count));
                flaw = chunks.flaw();
                if (flaw == null && chunks.ended()) {
                    ended();
                }
                return at;
            }
            long length = head.fields().contentLength();
            int count = (int) Math.min(length < 0 ? Integer.MAX_VALUE : length - data.size(), received.length() - offset);
            take(received, offset, count);
            if (data.size() == length) {
                ended();
            }
            return offset + count;
        }

        private void take(Pieces from, int offset, int count) {
            data.write(from.octets(), offset, count);
        }

        /** Written anew for the client; its body as one piece. */
        private void ended() {
            ended = true;
            writer.head(head, bodiless);
            if (data.size() > 0) {
                writer.data(new Pieces(data.toByteArray()), 0, data.size());
            }
            if (!bodiless && head.fields().chunked()) {
                assertThat(chunks.trailerBytes()).hasSizeLessThanOrEqualTo(MOST_HELD);
                writer.end(chunks.trailerBytes(), chunks.trailers());
            } else {
                writer.end(new byte[0], null);
            }
            answers.add(new String(written.take(), ISO_8859_1));
        }
    }
}
