package dev.ballast.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    private static ClientHello read(byte[] bytes) {
        ClientHello hello = new ClientHello();
        hello.read(bytes, 0, bytes.length);
        return hello;
    }

    /** What Java's own client says first. */
    private static byte[] fromJava(String serverName) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private static byte[] record(byte[] fragment) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {22, 3, 1});
        record.writeBytes(vector(2, fragment));
        return record.toByteArray();
    }

    private static byte[] vector(int lengthOctets, byte[] content) {
        ByteArrayOutputStream vector = new ByteArrayOutputStream();
        for (int i = lengthOctets - 1; i >= 0; i--) {
            vector.write(content.length >> 8 * i);
        }
        vector.writeBytes(content);
        return vector.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] name(String name) {
        byte[] entry = join(new byte[] {0}, vector(2, name.getBytes(StandardCharsets.UTF_8)));
        return join(new byte[] {0, 0}, vector(2, vector(2, entry)));
    }

    /** One message with these extensions. */
    private static byte[] message(byte[]... extensions) {
        byte[] body = join(
                new byte[2 + 32], vector(1, new byte[32]), vector(2, new byte[] {0x13, 0x01}), vector(1, new byte[1]), vector(2, join(extensions)));
        return join(new byte[] {1}, vector(3, body));
    }

    @Test
    void readsTheNameThatJavaSays() throws Exception {
        ClientHello hello = read(fromJava("Shop.Example"));
        assertThat(hello.complete()).isTrue();
        assertThat(hello.serverName()).isEqualTo("shop.example");
        assertThat(read(fromJava("")).serverName()).isEmpty();
        assertThat(read(fromJava("")).complete()).isTrue();
    }

    @Test
    void readsItByteByByteAndFromManyRecords() throws Exception {
        byte[] whole = fromJava("shop.example");
        ClientHello slow = new ClientHello();
        for (int i = 0; i < whole.length; i++) {
            assertThat(slow.complete()).isFalse();
            slow.read(whole, i, 1);
        }
        assertThat(slow.complete()).isTrue();
        assertThat(slow.serverName()).isEqualTo("shop.example");

        ClientHello fragmented = new ClientHello();
        for (int i = 5; i < whole.length; i++) {
            byte[] one = record(new byte[] {whole[i]});
            fragmented.read(one, 0, one.length);
        }
        assertThat(fragmented.complete()).isTrue();
        assertThat(fragmented.serverName()).isEqualTo("shop.example");
    }

    @Test
    void whatFollowsIsNotItsOwn() throws Exception {
        ClientHello hello = read(join(fromJava("shop.example"), new byte[] {20, 3, 3, 0, 1, 1}));
        assertThat(hello.complete()).isTrue();
        assertThat(hello.flaw()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n", "SSH-2.0-x"})
    void otherProtocolsAreKnownByTheirFirstByte(String text) {
        assertThat(read(text.substring(0, 1).getBytes(StandardCharsets.US_ASCII)).flaw()).isEqualTo(HandshakeFailure.NotTls);
        assertThat(read(text.getBytes(StandardCharsets.US_ASCII)).flaw()).isEqualTo(HandshakeFailure.NotTls);
    }

    @Test
    void otherVersionsOfTheFrameAreNotTls() {
        assertThat(read(new byte[] {22, 2}).flaw()).isEqualTo(HandshakeFailure.NotTls);
        assertThat(read(new byte[] {21, 3, 3, 0, 2, 2, 40}).flaw()).isEqualTo(HandshakeFailure.NotTls);
    }

    @Test
    void sixteenKiBAreTheMost() {
        byte[] padding = new byte[ClientHello.MOST - message(name("a"), new byte[] {0, 21, 0, 0}).length];
        byte[] largest = message(name("a"), join(new byte[] {0, 21}, vector(2, padding)));
        assertThat(largest).hasSize(ClientHello.MOST);
        assertThat(read(record(largest)).complete()).isTrue();

        byte[] tooLarge = message(name("a"), join(new byte[] {0, 21}, vector(2, new byte[padding.length + 1])));
        byte[] beginning = record(java.util.Arrays.copyOf(tooLarge, 4));
        assertThat(read(beginning).flaw()).isEqualTo(HandshakeFailure.ClientHelloTooLarge);
    }

    @Test
    void contradictionsAreRefused() throws Exception {
        assertThat(read(record(new byte[0])).flaw()).as("an empty record").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(new byte[] {22, 3, 1, 0x40, 1}).flaw()).as("a record that is too long").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(new byte[] {2, 0, 0, 0})).flaw()).as("a ServerHello").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(name("a"), name("b")))).flaw()).as("two names").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(name("")))).flaw()).as("an empty name").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(name("a b")))).flaw()).as("a blank").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(name("a\u0000.b")))).flaw()).as("a NUL").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(name("x".repeat(254))))).flaw()).as("a long name").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(new byte[] {0, 0, 0, 0}))).flaw()).as("an empty list").isEqualTo(HandshakeFailure.ClientHelloMalformed);
        assertThat(read(record(message(new byte[] {0, 21, 0, 9}))).flaw()).as("a length too far").isEqualTo(HandshakeFailure.ClientHelloMalformed);
    }

    @Test
    void everyLengthThatIsOneOffIsRefusedOrWaitsForMore() {
        byte[] good = record(message(name("shop.example")));
        for (int at : new int[] {8, 43, 77, 80, 83, 87, 89, 90, 92}) {
            byte[] bad = good.clone();
            bad[at]++;
            assertThat(read(bad).complete()).as("octet " + at).isFalse();
        }
    }

    /** Whatever comes, it ends in a flaw, a message, or waiting; never in an exception or in more memory than the limit. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void anythingMayCome() throws Exception {
        Random random = new Random(7);
        byte[] whole = fromJava("shop.example");
        for (int round = 0; round < 50_000; round++) {
            byte[] mutant = whole.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            ClientHello hello = new ClientHello();
            int cut = random.nextInt(mutant.length);
            hello.read(mutant, 0, cut);
            if (!hello.complete() && hello.flaw() == null) {
                hello.read(mutant, cut, mutant.length - cut);
            }
            assertThat(hello.complete() && hello.flaw() != null).isFalse();
        }
    }
}
