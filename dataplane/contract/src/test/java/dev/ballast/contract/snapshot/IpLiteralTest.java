package dev.ballast.contract.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.1", "255.255.255.255, 255.255.255.255", "::1, 0:0:0:0:0:0:0:1", "::ffff:10.0.0.1, 10.0.0.1", "::ffff:a00:1, 10.0.0.1"})
    void anAddressIsRead(String text, String address) {
        assertThat(IpLiteral.parse(text)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "127.1", "1.2.3", "1.2.3.4.", "1.2.3.4.5", "256.0.0.1", "010.0.0.1", "0x7f.0.0.1", "localhost", "fe80::1%eth0", "[::1]", ":", ":::", "1::2::3", "abcd"})
    void anythingElseIsNot(String text) {
        assertThat(IpLiteral.parse(text)).isEmpty();
    }
}
