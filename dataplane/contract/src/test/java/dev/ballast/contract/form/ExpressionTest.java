package dev.ballast.contract.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    @ParameterizedTest
    @ValueSource(strings = {"/item/[0-9]+", "(?i)/a.*", "a{900}", "(a{10}){5,70}", "a{1}b{900}", "\\{1001}", "/(x+x+)+y"})
    void what_is_taken(String expression) {
        assertThat(Expression.complaint(expression)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (a            | is no regular expression of RE2
            (a)\\1        | is no regular expression of RE2
            (?=a)         | is no regular expression of RE2
            (a{100}){100} | repeats too much
            a{1,99999999} | repeats too much
            (ab){900}     | compiles to
            """)
    void what_is_refused(String expression, String complaint) {
        assertThat(Expression.complaint(expression)).hasValueSatisfying(said -> assertThat(said).startsWith(complaint).contains(": expected "));
    }

    @Test
    void one_that_is_too_long_is_not_compiled() {
        assertThat(Expression.complaint("(".repeat(257))).contains("has 257 characters: expected a regular expression of at most 256");
    }
}
