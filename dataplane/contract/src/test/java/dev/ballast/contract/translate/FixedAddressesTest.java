package dev.ballast.contract.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.IpLiteral;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, a loopback address", "127.255.0.9, a loopback address", "::1, a loopback address", "::ffff:127.0.0.1, a loopback address",
        "::ffff:7f00:1, a loopback address", "64:ff9b::127.0.0.1, a loopback address", "2002:7f00:1::, a loopback address", "::127.0.0.1, a loopback address",
        "0.0.0.0, the unspecified address", "0.1.2.3, the unspecified address", "::, the unspecified address",
        "169.254.169.254, a metadata service", "::ffff:169.254.169.254, a metadata service", "64:ff9b::a9fe:a9fe, a metadata service",
        "fd00:ec2::254, a metadata service", "100.100.100.200, a metadata service", "169.254.1.1, a link-local address", "fe80::1, a link-local address",
        "224.0.0.1, a multicast or broadcast address", "ff02::1, a multicast or broadcast address", "255.255.255.255, a multicast or broadcast address"
    })
    void whatAPodMustNotBeSentToIsNamed(String text, String kind) {
        assertThat(FixedAddresses.forbidden(IpLiteral.parse(text).orElseThrow())).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.1.1", "8.8.8.8", "fd00::1", "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1"})
    void otherAddressesArePermitted(String text) {
        assertThat(FixedAddresses.forbidden(IpLiteral.parse(text).orElseThrow())).isEmpty();
    }
}
