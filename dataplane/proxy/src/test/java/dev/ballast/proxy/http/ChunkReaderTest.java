package dev.ballast.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunked bodies, taken apart. */
class ChunkReaderTest {
    private final StringBuilder data = new StringBuilder();

    static Stream<Arguments> sound() {
        return Stream.of(
                Arguments.of("0\r\n\r\n", "", 0),
                Arguments.of("5\r\nhello\r\n0\r\n\r\n", "hello", 0),
                Arguments.of("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", 0),
                Arguments.of("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", 0),
                Arguments.of("005\r\nhello\r\n000\r\n\r\n", "hello", 0),
                Arguments.of("5;a=b;c=\"d e\"\r\nhello\r\n0;last\r\n\r\n", "hello", 0),
                Arguments.of("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", 0),
                Arguments.of("1\r\na\r\n0\r\nX-Sum: 7\r\nX-Other: b\r\n\r\n", "a", 2));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void hands_on_the_data_and_stops_at_the_end(String body, String expected, int trailers) {
        ChunkReader reader = new ChunkReader(true);
        int end = reader.read(Pieces.of(body + "GET /"), 0, (from, offset, count) -> take((Pieces) from, offset, count));
        assertThat(reader.flaw()).isNull();
        assertThat(reader.ended()).isTrue();
        assertThat(end).isEqualTo(body.length());
        assertThat(data).hasToString(expected);
        assertThat(reader.trailers().count()).isEqualTo(trailers);
    }

    @ParameterizedTest
    @MethodSource("sound")
    void reads_it_as_well_when_it_comes_byte_by_byte(String body, String expected, int trailers) {
        ChunkReader reader = new ChunkReader(true);
        int read = 0;
        for (char c : (body + "GET /").toCharArray()) {
            read += reader.ended() ? 0 : reader.read(Pieces.of(String.valueOf(c)), 0, (from, offset, count) -> take((Pieces) from, offset, count));
        }
        assertThat(read).isEqualTo(body.length());
        assertThat(data).hasToString(expected);
        assertThat(reader.trailers().count()).isEqualTo(trailers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "-1\r\n",
                "+1\r\n",
                "0x5\r\nhello\r\n",
                " 5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                "5\nhello\n",
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhelloo\r\n0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\rhello\r\n",
                ";a\r\n",
                "5;a\nb\r\nhello\r\n",
                "5;a\0\r\nhello\r\n",
                "1000000000000000\r\n",
                "ffffffffffffffff5\r\n",
                "0\r\nX: a\n\r\n",
                "0\r\n X: a\r\n\r\n",
                "0\r\nX : a\r\n\r\n",
                "0\r\nX\r\n\r\n",
                "0\r\nContent-Length: a\r\n\r\n",
                "0\n\r\n",
            })
    void refuses_what_is_malformed(String body) {
        ChunkReader reader = new ChunkReader(true);
        reader.read(Pieces.of(body), 0, (from, offset, count) -> {});
        assertThat(reader.flaw()).isNotNull();
        assertThat(reader.ended()).isFalse();

        ChunkReader pieces = new ChunkReader(true);
        for (char c : body.toCharArray()) {
            pieces.read(Pieces.of(String.valueOf(c)), 0, (from, offset, count) -> {});
        }
        assertThat(pieces.flaw()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1000})
    void refuses_an_extension_without_end(int length) {
        ChunkReader reader = new ChunkReader(true);
        reader.read(Pieces.of("1;" + "a".repeat(length) + "\r\n"), 0, (from, offset, count) -> {});
        assertThat(reader.flaw()).isEqualTo(Flaw.InvalidChunk);
    }

    private void take(Pieces from, int offset, int count) {
        data.append(new String(from.octets(), offset, count, StandardCharsets.ISO_8859_1));
    }
}
