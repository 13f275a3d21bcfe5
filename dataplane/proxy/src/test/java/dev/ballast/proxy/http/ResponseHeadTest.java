package dev.ballast.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an answer, and what is none. */
class ResponseHeadTest {
    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/2 200 OK\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/1.1 20 OK\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/1.1 2000\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/1.1 099 X\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/1.1 600 X\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/1.1  200 OK\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "HTTP/1.1 2x0 OK\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "ICY 200 OK\r\n\r\n"),
                Arguments.of(Flaw.InvalidStatusLine, "\r\nHTTP/1.1 200 OK\r\n\r\n"),
                Arguments.of(Flaw.BareLineFeed, "HTTP/1.1 200 OK\nA: b\r\n\r\n"),
                Arguments.of(Flaw.ControlCharacter, "HTTP/1.1 200 O\0K\r\n\r\n"),
                Arguments.of(Flaw.AmbiguousLength, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of(Flaw.AmbiguousLength, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
                Arguments.of(Flaw.InvalidContentLength, "HTTP/1.1 200 OK\r\nContent-Length: 1,1\r\n\r\n"),
                Arguments.of(Flaw.InvalidTransferEncoding, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"),
                Arguments.of(Flaw.InvalidTransferEncoding, "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                Arguments.of(Flaw.FoldedLine, "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n"),
                Arguments.of(Flaw.InvalidFieldName, "HTTP/1.1 200 OK\r\nA : b\r\n\r\n"),
                Arguments.of(Flaw.StatusLineTooLong, "HTTP/1.1 200 " + "a".repeat(9000) + "\r\n\r\n"),
                Arguments.of(Flaw.HeadTooLarge, "HTTP/1.1 200 OK\r\nA: " + "a".repeat(66_000) + "\r\n\r\n"),
                Arguments.of(Flaw.TooManyFields, "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(401) + "\r\n"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refuses_what_is_malformed_or_ambiguous(Flaw flaw, String answer) {
        ResponseHead whole = new ResponseHead();
        whole.read(Pieces.of(answer), 0);
        assertThat(whole.flaw()).isEqualTo(flaw);

        ResponseHead pieces = new ResponseHead();
        byteByByte(pieces, answer);
        assertThat(pieces.flaw()).isEqualTo(flaw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200\r\n\r\n",
                "HTTP/1.1 200 \r\nA_B: c\r\n\r\n",
                "HTTP/1.0 200 not ok at all\r\nHost: a b\r\nHost:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\nExpect: anything\r\n\r\n",
            })
    void reads_a_sound_one_whole_or_byte_by_byte(String answer) {
        ResponseHead whole = new ResponseHead();
        assertThat(whole.read(Pieces.of(answer + "body"), 0)).isEqualTo(answer.length());
        assertThat(whole.complete()).isTrue();
        assertThat(whole.status()).isEqualTo(200);

        ResponseHead pieces = new ResponseHead();
        assertThat(byteByByte(pieces, answer + "body")).isEqualTo(answer.length());
        assertThat(pieces.complete()).isTrue();
        assertThat(pieces.status()).isEqualTo(200);
    }

    @Test
    void knows_which_answers_have_no_body() {
        assertThat(read("HTTP/1.1 204 X\r\n\r\n").bodiless(Method.GET)).isTrue();
        assertThat(read("HTTP/1.1 304 X\r\nContent-Length: 7\r\n\r\n").bodiless(Method.GET)).isTrue();
        assertThat(read("HTTP/1.1 200 X\r\nContent-Length: 7\r\n\r\n").bodiless(Method.HEAD)).isTrue();
        assertThat(read("HTTP/1.1 200 X\r\nContent-Length: 7\r\n\r\n").bodiless(Method.GET)).isFalse();
    }

    @Test
    void knows_whether_the_endpoint_keeps_the_connection() {
        assertThat(read("HTTP/1.1 200 X\r\n\r\n").persistent()).isTrue();
        assertThat(read("HTTP/1.1 200 X\r\nConnection: Close\r\n\r\n").persistent()).isFalse();
        assertThat(read("HTTP/1.0 200 X\r\n\r\n").persistent()).isFalse();
        assertThat(read("HTTP/1.0 200 X\r\nConnection: keep-alive\r\n\r\n").persistent()).isTrue();
    }

    private static ResponseHead read(String answer) {
        ResponseHead head = new ResponseHead();
        head.read(Pieces.of(answer), 0);
        assertThat(head.complete()).isTrue();
        return head;
    }

    private static int byteByByte(ResponseHead head, String answer) {
        int read = 0;
        for (char c : answer.toCharArray()) {
            if (head.complete() || head.flaw() != null) {
                break;
            }
            read += head.read(Pieces.of(String.valueOf(c)), 0);
        }
        return read;
    }
}
