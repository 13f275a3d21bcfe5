package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a host, and what does not. */
class AuthorityTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop", "SHOP", "a", "1", "shop.example", "shop.example.", "_dmarc.shop", "a-b.c", "192.0.2.1", "shop:1", "shop:65535",
                "[::]", "[::1]", "[1::]", "[2001:db8::1]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]", "[::2:3:4:5:6:7:8]", "[FFFF::ffff]:443",
                "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:192.0.2.1]:80",
            })
    void names_a_host(String authority) {
        assertThat(valid(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", ".a", "a..b", "a b", "a,b", "a/b", "a@b", "a%62", "a?b", "a#b", "a\\b", "a\"b", "a*b", "a~b", "\u00e4",
                ":", ":80", "a:", "a:0", "a:65536", "a:99999", "a:100000", "a:+1", "a:1x", "a:1:2",
                "[]", "[", "]", "[:]", "[:::]", "[::1", "::1", "[1]", "[1:2]", "[g::]", "[12345::]", "[::1::]", "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7:8::]", "[1:]", "[:1]", "[::1:]", "[:1::]", "[::1]x", "[::1]:", "[::1]:0", "[::1%eth0]", "[a.b]", "[::192.0.2]", "[::192.0.2.256]",
                "[::192.0.2.1:1]", "[192.0.2.1]", "[::1.2.3.4.5]", "[::0192.0.2.1]", "[::ab.0.2.1]",
            })
    void names_none(String authority) {
        assertThat(valid(authority)).isFalse();
        assertThat(valid(authority + "a".repeat(256))).isFalse();
    }

    private static boolean valid(String authority) {
        byte[] octets = ("Host: " + authority).getBytes(ISO_8859_1);
        return Authority.valid(octets, 6, octets.length);
    }
}
