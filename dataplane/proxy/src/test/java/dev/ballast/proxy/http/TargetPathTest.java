package dev.ballast.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One path has one form. */
class TargetPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a.b/c..d/.e/..f/...g, /a.b/c..d/.e/..f/...g",
        "/%41%7a%2D%2e%5f%7E, /Az-._~",
        "/%c3%a4%20%3b%25, /%C3%A4%20%3B%25",
        "/%252f, /%252f",
        "/a/./b, /a/b",
        "/a/., /a/",
        "/a/.., /",
        "/a/../b, /b",
        "/a/b/../../c, /c",
        "/a//../b, /a/b",
        "/a/%2e%2E/b, /b",
        "/a/.%2e/b/%2e, /b/",
        "/./a, /a",
        "/a;x=1/b;y, /a;x=1/b;y",
        "//a, //a",
    })
    void has_no_dot_segments_and_no_needless_encoding(String path, String normal) {
        assertThat(normalised(path)).isEqualTo(normal);
        assertThat(normalised(normal)).as("the normal form's normal form").isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "/.., InvalidTarget",
        "/a/../.., InvalidTarget",
        "/%2e%2e/a, InvalidTarget",
        "/a/..;/b, InvalidTarget",
        "/a/.;x, InvalidTarget",
        "/a/%2e%2e;x/b, InvalidTarget",
        "/a\\b, InvalidTarget",
        "/%, InvalidTarget",
        "/%4, InvalidTarget",
        "/%4g, InvalidTarget",
        "/a%2fb, EncodedPath",
        "/a%5Cb, EncodedPath",
        "/a/..%2fb, EncodedPath",
        "/%00, EncodedPath",
    })
    void is_refused_where_servers_differ(String path, Flaw flaw) {
        byte[] octets = path.getBytes(ISO_8859_1);
        assertThat(TargetPath.needsWork(octets, 0, octets.length)).isTrue();
        assertThat(new TargetPath().normalise(octets, 0, octets.length)).isEqualTo(flaw);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "/a%2fb, /a%2Fb, -",
        "/a/%2F/../b%2Fc, /a/b%2Fc, -",
        "/%2e.x%2f...%2f.y, /..x%2F...%2F.y, -",
        "/a%2f..%2fb, -, InvalidTarget",
        "/a/..%2fb, -, InvalidTarget",
        "/a/%2e%2E%2fb, -, InvalidTarget",
        "/a%2f.., -, InvalidTarget",
        "/a%2f./b, -, InvalidTarget",
        "/a%2f..;x/b, -, InvalidTarget",
        "/a%5cb, -, EncodedPath",
        "/a%2f%00, -, EncodedPath",
    })
    void an_encoded_slash_may_be_accepted_and_stays_one_beside_which_no_dots_stand(String path, @Nullable String normal, @Nullable Flaw flaw) {
        byte[] octets = path.getBytes(ISO_8859_1);
        TargetPath accepting = new TargetPath();
        accepting.encodedSlashes(true);
        assertThat(accepting.normalise(octets, 0, octets.length)).isEqualTo(flaw);
        if (normal != null) {
            assertThat(new String(octets, 0, accepting.end(), ISO_8859_1)).isEqualTo(normal);
        }
    }

    private static String normalised(String path) {
        byte[] octets = path.getBytes(ISO_8859_1);
        TargetPath normal = new TargetPath();
        assertThat(normal.normalise(octets, 0, octets.length)).isNull();
        String result = new String(octets, 0, normal.end(), ISO_8859_1);
        if (!result.equals(path)) {
            assertThat(TargetPath.needsWork(path.getBytes(ISO_8859_1), 0, octets.length)).isTrue();
        }
        return result;
    }
}
