package dev.ballast.proxy.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderReaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "0a000001" + "c0a80102" + "d431" + "01bb";
    private static final String SIX = "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "d431" + "01bb";
    private static final ProxyHeader SAYS_FOUR = new ProxyHeader(at("10.0.0.1", 54_321), at("192.168.1.2", 443));
    private static final ProxyHeader SAYS_SIX = new ProxyHeader(at("2001:db8::1", 54_321), at("2001:db8::2", 443));

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Version 2: command, family, and what follows the length. */
    private static byte[] binary(String command, String family, String rest) {
        return HexFormat.of().parseHex(SIGNATURE + command + family + String.format("%04x", rest.length() / 2) + rest);
    }

    private record Good(byte[] bytes, ProxyHeader says) {}

    static Stream<Good> good() {
        return Stream.of(
                new Good(text("PROXY TCP4 10.0.0.1 192.168.1.2 54321 443\r\n"), SAYS_FOUR),
                new Good(text("PROXY TCP6 2001:db8::1 2001:db8::2 54321 443\r\n"), SAYS_SIX),
                new Good(text("PROXY TCP6 ::ffff:10.0.0.1 ::ffff:192.168.1.2 54321 443\r\n"), SAYS_FOUR),
                new Good(
                        text("PROXY TCP6 2001:0db8:0000:0000:0000:0000:0000:0001 2001:0db8:0000:0000:0000:0000:0000:0002 54321 443\r\n"),
                        SAYS_SIX),
                new Good(text("PROXY UNKNOWN\r\n"), ProxyHeader.OF_NOBODY),
                new Good(text("PROXY UNKNOWN whatever there is\r\n"), ProxyHeader.OF_NOBODY),
                new Good(text("PROXY UNKNOWN " + "x".repeat(91) + "\r\n"), ProxyHeader.OF_NOBODY),
                new Good(binary("21", "11", FOUR), SAYS_FOUR),
                new Good(binary("21", "21", SIX), SAYS_SIX),
                new Good(binary("21", "11", FOUR + "040002ffff" + "ea0000"), SAYS_FOUR),
                new Good(binary("21", "11", FOUR + "04" + "0fe1" + "00".repeat(4065)), SAYS_FOUR),
                new Good(binary("21", "00", ""), ProxyHeader.OF_NOBODY),
                new Good(binary("21", "00", "abcdef"), ProxyHeader.OF_NOBODY),
                new Good(binary("20", "00", ""), ProxyHeader.OF_NOBODY),
                new Good(binary("20", "11", FOUR), ProxyHeader.OF_NOBODY),
                new Good(binary("20", "ff", "01"), ProxyHeader.OF_NOBODY),
                new Good(withChecksum(0), SAYS_FOUR));
    }

    private static byte[] withChecksum(int error) {
        byte[] bytes = binary("21", "11", FOUR + "030004" + "00000000" + "040001aa");
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        ByteBuffer.wrap(bytes).putInt(16 + 12 + 3, (int) checksum.getValue() + error);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("good")
    void is_read_in_any_pieces_and_nothing_after_it_is_taken(Good good) {
        byte[] followed = ByteBuffer.allocate(good.bytes().length + 7).put(good.bytes()).put(text("GET / H")).array();
        for (int piece : new int[] {1, 2, 3, 5, 16, 17, followed.length}) {
            ProxyHeaderReader reader = new ProxyHeaderReader();
            int taken = 0;
            while (reader.header() == null && reader.flaw() == null) {
                taken += reader.read(followed, taken, Math.min(piece, followed.length - taken));
            }
            assertThat(reader.flaw()).as("pieces of %d", piece).isNull();
            assertThat(reader.header()).isEqualTo(good.says());
            assertThat(taken).isEqualTo(good.bytes().length);
            assertThat(reader.taken()).isEqualTo(good.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void says_nothing_before_its_last_byte(Good good) {
        for (int length = 1; length < good.bytes().length; length++) {
            ProxyHeaderReader reader = new ProxyHeaderReader();
            assertThat(reader.read(good.bytes(), 0, length)).isEqualTo(length);
            assertThat(reader.header()).as("after %d bytes", length).isNull();
            assertThat(reader.flaw()).as("after %d bytes", length).isNull();
        }
    }

    private static @Nullable ProxyHeaderFlaw flaw(byte[] bytes) {
        ProxyHeaderReader whole = new ProxyHeaderReader();
        int taken = whole.read(bytes, 0, bytes.length);
        ProxyHeaderReader pieces = new ProxyHeaderReader();
        for (int i = 0; i < bytes.length && pieces.flaw() == null && pieces.header() == null; i++) {
            pieces.read(bytes, i, 1);
        }
        assertThat(pieces.flaw()).as("the same in pieces").isEqualTo(whole.flaw());
        assertThat(taken).isLessThanOrEqualTo(bytes.length);
        assertThat(whole.header()).isNull();
        return whole.flaw();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "GET / HTTP/1.1|Absent",
                "proxy TCP4|Absent",
                "PROXY\tTCP4|Absent",
                "PROXYTCP4|Absent",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\\n|Line",
                "PROXY \\r\\n|Family",
                "PROXY  TCP4 10.0.0.1 10.0.0.2 1 2\\r\\n|Family",
                "PROXY tcp4 10.0.0.1 10.0.0.2 1 2\\r\\n|Family",
                "PROXY TCP 10.0.0.1 10.0.0.2 1 2\\r\\n|Family",
                "PROXY UDP4 10.0.0.1 10.0.0.2 1 2\\r\\n|Family",
                "PROXY UNKNOWN\\0\\r\\n|Family",
                "PROXY UNKNOWN \\1\\r\\n|Line",
                "PROXY UNKNOWN \\r \\r\\n|Line",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1\\r\\n|Line",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 2 \\r\\n|Line",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 2 3\\r\\n|Line",
                "PROXY TCP4  10.0.0.1 10.0.0.2 1 2\\r\\n|Line",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 \\r\\n|Address",
                "PROXY TCP4 10.0.0.01 10.0.0.2 1 2\\r\\n|Address",
                "PROXY TCP4 10.0.0.256 10.0.0.2 1 2\\r\\n|Address",
                "PROXY TCP4 10.0.1 10.0.0.2 1 2\\r\\n|Address",
                "PROXY TCP4 shop.example 10.0.0.2 1 2\\r\\n|Address",
                "PROXY TCP4 ::ffff:10.0.0.1 10.0.0.2 1 2\\r\\n|Address",
                "PROXY TCP6 10.0.0.1 ::1 1 2\\r\\n|Address",
                "PROXY TCP6 ::1 fe80::1%eth0 1 2\\r\\n|Address",
                "PROXY TCP4 10.0.0.1 10.0.0.2 65536 2\\r\\n|Address",
                "PROXY TCP4 10.0.0.1 10.0.0.2 01 2\\r\\n|Address",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 +2\\r\\n|Address",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 -2\\r\\n|Address",
                "PROXY TCP4 10.0.0.1\\r10.0.0.2 1 2\\r\\n|Line"
            })
    void a_line_that_is_not_as_it_must_be_is_refused(String line, ProxyHeaderFlaw expected) {
        assertThat(flaw(text(line.translateEscapes()))).isEqualTo(expected);
    }

    @Test
    void a_line_has_its_limit() {
        assertThat(flaw(text("PROXY UNKNOWN " + "x".repeat(92) + "\r\n"))).isEqualTo(ProxyHeaderFlaw.TooLarge);
        assertThat(flaw(text("PROXY UNKNOWN " + "x".repeat(10_000)))).isEqualTo(ProxyHeaderFlaw.TooLarge);
    }

    private record Bad(byte[] bytes, ProxyHeaderFlaw flaw) {}

    static Stream<Bad> bad() {
        return Stream.of(
                new Bad(HexFormat.of().parseHex("0d0a0d0b"), ProxyHeaderFlaw.Absent),
                new Bad(HexFormat.of().parseHex("0d0a0d0a000d0a515549540d"), ProxyHeaderFlaw.Absent),
                new Bad(HexFormat.of().parseHex("160301"), ProxyHeaderFlaw.Absent),
                new Bad(binary("11", "11", FOUR), ProxyHeaderFlaw.Version),
                new Bad(binary("31", "11", FOUR), ProxyHeaderFlaw.Version),
                new Bad(binary("22", "11", FOUR), ProxyHeaderFlaw.Version),
                new Bad(binary("2f", "11", FOUR), ProxyHeaderFlaw.Version),
                new Bad(binary("21", "12", FOUR), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "22", SIX), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "31", "00".repeat(216)), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "10", FOUR), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "01", FOUR), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "41", FOUR), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "13", FOUR), ProxyHeaderFlaw.Family),
                new Bad(binary("21", "11", FOUR.substring(2)), ProxyHeaderFlaw.Address),
                new Bad(binary("21", "21", FOUR), ProxyHeaderFlaw.Address),
                new Bad(binary("21", "11", ""), ProxyHeaderFlaw.Address),
                new Bad(binary("21", "11", FOUR + "00"), ProxyHeaderFlaw.Tlv),
                new Bad(binary("21", "11", FOUR + "0400"), ProxyHeaderFlaw.Tlv),
                new Bad(binary("21", "11", FOUR + "04000200"), ProxyHeaderFlaw.Tlv),
                new Bad(binary("21", "11", FOUR + "040000" + "04ffff"), ProxyHeaderFlaw.Tlv),
                new Bad(binary("21", "11", FOUR + "03000300aabb"), ProxyHeaderFlaw.Checksum),
                new Bad(withChecksum(1), ProxyHeaderFlaw.Checksum),
                new Bad(binary("21", "11", FOUR + "04" + "0fe2" + "00".repeat(4066)), ProxyHeaderFlaw.TooLarge),
                new Bad(binary("20", "00", "00".repeat(0xffff)), ProxyHeaderFlaw.TooLarge));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_binary_header_that_is_not_as_it_must_be_is_refused(Bad bad) {
        assertThat(flaw(bad.bytes())).isEqualTo(bad.flaw());
    }

    @Test
    void what_is_known_to_be_refused_is_not_waited_for() {
        ProxyHeaderReader reader = new ProxyHeaderReader();
        assertThat(reader.read(binary("20", "00", "00".repeat(0xffff)), 0, 100)).isEqualTo(16);
        assertThat(reader.flaw()).isEqualTo(ProxyHeaderFlaw.TooLarge);
    }

    @Test
    void what_is_written_is_read_again() {
        InetSocketAddress four = at("10.0.0.1", 54_321);
        InetSocketAddress six = at("2001:db8::1", 443);
        for (List<InetSocketAddress> pair : List.of(List.of(four, at("192.168.1.2", 443)), List.of(six, at("::1", 1)), List.of(four, six), List.of(six, four))) {
            for (byte[] bytes : List.of(
                    ProxyHeaderWriter.line(pair.getFirst(), pair.getLast()), ProxyHeaderWriter.binary(pair.getFirst(), pair.getLast()))) {
                ProxyHeaderReader reader = new ProxyHeaderReader();
                assertThat(reader.read(bytes, 0, bytes.length)).isEqualTo(bytes.length);
                assertThat(reader.flaw()).isNull();
                assertThat(reader.header()).isEqualTo(new ProxyHeader(pair.getFirst(), pair.getLast()));
            }
        }
    }

    @Test
    void what_is_written_is_what_others_expect() {
        assertThat(ProxyHeaderWriter.line(at("10.0.0.1", 54_321), at("192.168.1.2", 443)))
                .isEqualTo(text("PROXY TCP4 10.0.0.1 192.168.1.2 54321 443\r\n"));
        assertThat(ProxyHeaderWriter.binary(at("10.0.0.1", 54_321), at("192.168.1.2", 443))).isEqualTo(binary("21", "11", FOUR));
        assertThat(ProxyHeaderWriter.binary(at("2001:db8::1", 54_321), at("2001:db8::2", 443))).isEqualTo(binary("21", "21", SIX));
    }
}
