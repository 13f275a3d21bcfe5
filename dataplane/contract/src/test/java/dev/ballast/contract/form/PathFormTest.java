package dev.ballast.contract.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFormTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "//a", "/a.b/..c/...", "/%C3%A4", "/a;v=1", "/~me", "/a%20b", "/a:b@c"})
    void what_a_request_may_have(String path) {
        assertThat(PathForm.complaint(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a          | does not begin with a slash
            /a/../b    | holds the element ..
            /.         | holds the element .
            /a/..;x/b  | holds the element ..;x
            /a b       | has a character that no path holds as it is
            /ä         | has a character that no path holds as it is
            /a?b       | has a character that no path holds as it is
            /a#b       | has a character that no path holds as it is
            /a\\b      | has a character that no path holds as it is
            /a%2       | has a % that begins no encoding
            /a%2e      | has a % that begins no encoding
            /a%2F      | holds %2F, with which every request is refused
            /a%00      | holds %00, with which every request is refused
            /a%41      | holds %41: expected A in its place
            """)
    void what_no_request_has(String path, String complaint) {
        assertThat(PathForm.complaint(path)).hasValueSatisfying(said -> assertThat(said).startsWith(complaint).contains(": expected "));
    }
}
