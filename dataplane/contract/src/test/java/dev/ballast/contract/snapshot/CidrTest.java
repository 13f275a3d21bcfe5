package dev.ballast.contract.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.1.128/25, 192.168.1.200, true",
        "192.168.1.128/25, 192.168.1.127, false",
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.3/32, 10.1.2.2, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 10.0.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true"
    })
    void holdsWhatBeginsWithItsPrefix(String range, String address, boolean expected) {
        assertThat(Cidr.parse(range)).hasValueSatisfying(cidr -> assertThat(cidr.contains(InetAddress.ofLiteral(address))).isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.1/8", "10.0.0/8", "fd00::/129", "fd00::1/64",
                "shop.example/8", "/8", "10.0.0.0/8/8", "10.0.0.0/999"
            })
    void isNothingElse(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }
}
