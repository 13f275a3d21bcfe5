package dev.ballast.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Header compression: the RFC's own examples, another implementation on the other side, and what is no header block. */
class HpackTest {
    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static List<String> decode(HpackDecoder decoder, byte[] block) {
        HeaderList list = new HeaderList(1 << 20, 1000);
        assertThat(decoder.decode(block, 0, block.length, list)).isTrue();
        return fields(list);
    }

    private static List<String> fields(HeaderList list) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            fields.add(new String(list.bytes(), list.nameStart(i), list.valueStart(i) - list.nameStart(i), StandardCharsets.ISO_8859_1) + ": "
                    + new String(list.bytes(), list.valueStart(i), list.valueEnd(i) - list.valueStart(i), StandardCharsets.ISO_8859_1));
        }
        return fields;
    }

    /** RFC 7541, C.4: three requests of one connection, with Huffman's code. */
    @Test
    void decodes_the_requests_of_the_rfc() {
        HpackDecoder decoder = new HpackDecoder(4096);
        assertThat(decode(decoder, hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")))
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode(decoder, hex("8286 84be 5886 a8eb 1064 9cbf")))
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache");
        assertThat(decode(decoder, hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")))
                .containsExactly(
                        ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value");
    }

    /** RFC 7541, C.6: answers that evict one another from a table of 256 octets. */
    @Test
    void decodes_the_answers_of_the_rfc() {
        HpackDecoder decoder = new HpackDecoder(256);
        assertThat(decode(
                        decoder,
                        hex("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3")))
                .containsExactly(
                        ":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com");
        assertThat(decode(decoder, hex("4883 640e ffc1 c0bf")))
                .containsExactly(
                        ":status: 307", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT", "location: https://www.example.com");
        assertThat(decode(
                        decoder,
                        hex("88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07")))
                .containsExactly(
                        ":status: 200",
                        "cache-control: private",
                        "date: Mon, 21 Oct 2013 20:13:22 GMT",
                        "location: https://www.example.com",
                        "content-encoding: gzip",
                        "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
    }

    @ParameterizedTest
    @CsvSource({
        "80, index 0",
        "be, an entry that is not there",
        "ff8001, an entry far beyond",
        "ffffffffffff0f, an endless integer",
        "40, a literal without a name",
        "4001, a name without octets",
        "400161, a literal without a value",
        "0001610561, a value that is cut off",
        "0001618121, Huffman padding of eight ones and more",
        "000161811e, Huffman padding of zeroes",
        "00016184ffffffff, the end of a string inside it",
        "8220, a size update behind a field",
        "3fe21f, a table larger than allowed",
        "3f, a size update that is cut off"
    })
    void refuses_what_is_no_block(String block, String why) {
        byte[] octets = hex(block);
        assertThat(new HpackDecoder(4096).decode(octets, 0, octets.length, new HeaderList(1 << 16, 100))).as(why).isFalse();
    }

    @Test
    void keeps_its_table_when_a_list_is_too_large() {
        HpackDecoder decoder = new HpackDecoder(4096);
        HeaderList small = new HeaderList(60, 100);
        byte[] block = hex("4001 6103 626263 4001 6303 646464 82");
        assertThat(decoder.decode(block, 0, block.length, small)).isTrue();
        assertThat(small.tooLarge()).isTrue();
        assertThat(small.count()).isEqualTo(1);
        assertThat(decode(decoder, hex("bebf"))).containsExactly("c: ddd", "a: bbc");
        HeaderList few = new HeaderList(1000, 1);
        assertThat(decoder.decode(hex("8282"), 0, 2, few)).isTrue();
        assertThat(few.tooMany()).isTrue();
    }

    /** Netty's encoder uses the table and Huffman's code as it likes; ours must follow through thousands of blocks. */
    @Test
    void understands_another_encoder() throws Exception {
        Random random = new Random(7541);
        DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true, 64, 0);
        HpackDecoder decoder = new HpackDecoder(4096);
        for (int round = 0; round < 3000; round++) {
            Http2Headers headers = new DefaultHttp2Headers(false);
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                String name = random.nextInt(3) == 0 ? "content-type" : "x-" + random.nextInt(60);
                String value = text(random, random.nextInt(20) == 0 ? 900 : 30);
                headers.add(name, value);
            }
            headers.forEach(field -> expected.add(field.getKey() + ": " + field.getValue()));
            if (round % 100 == 99) {
                encoder.maxHeaderTableSize(random.nextInt(4097));
            }
            ByteBuf out = Unpooled.buffer();
            encoder.encodeHeaders(1, headers, out);
            byte[] block = new byte[out.readableBytes()];
            out.readBytes(block);
            assertThat(decode(decoder, block)).isEqualTo(expected);
        }
    }

    @Test
    void is_understood_by_another_decoder() throws Exception {
        Random random = new Random(7541);
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        HpackEncoder encoder = new HpackEncoder();
        byte[] room = new byte[1 << 16];
        for (int round = 0; round < 1000; round++) {
            List<String> expected = new ArrayList<>();
            int status = 200 + random.nextInt(400);
            expected.add(":status: " + status);
            encoder.begin(room, 0, round == 0);
            encoder.status(status);
            for (int i = random.nextInt(8); i > 0; i--) {
                String name = random.nextBoolean() ? "Set-Cookie" : "X-" + random.nextInt(1000);
                String value = text(random, 300);
                byte[] octets = (name + value).getBytes(StandardCharsets.ISO_8859_1);
                encoder.field(octets, 0, name.length(), name.length(), octets.length);
                expected.add(name.toLowerCase(java.util.Locale.ROOT) + ": " + value);
            }
            long length = random.nextLong(1L << 40);
            encoder.named(28, length);
            expected.add("content-length: " + length);
            List<String> read = new ArrayList<>();
            decoder.decodeHeaders(1, Unpooled.wrappedBuffer(room, 0, encoder.end()))
                    .forEach(field -> read.add(field.getKey() + ": " + field.getValue()));
            assertThat(read).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void decoding_leaves_no_garbage() {
        HpackDecoder decoder = new HpackDecoder(4096);
        byte[] first = hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");
        HeaderList list = new HeaderList(1 << 14, 100);
        decodeOften(decoder, first, list);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decodeOften(decoder, first, list);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
    }

    private static void decodeOften(HpackDecoder decoder, byte[] block, HeaderList list) {
        for (int i = 0; i < 1000; i++) {
            list.clear();
            if (!decoder.decode(block, 0, block.length, list) || list.count() != 5) {
                throw new AssertionError("not decoded");
            }
        }
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        return text.toString().strip();
    }
}
