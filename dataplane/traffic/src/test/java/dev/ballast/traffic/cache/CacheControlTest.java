package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.cache.CacheControl.Flag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {
    @Test
    void directives_are_read_in_any_letters_and_what_nobody_knows_is_overlooked() {
        CacheControl control = CacheControl.parse("Public, MAX-AGE=60,s-maxage=\"120\" ,, immutable, x=\"a, no-store\", stale-if-error=5, stale-while-revalidate=7");
        assertThat(control.flags()).containsExactly(Flag.PUBLIC);
        assertThat(control.maxAge()).isEqualTo(60);
        assertThat(control.sharedMaxAge()).isEqualTo(120);
        assertThat(control.staleIfError()).isEqualTo(5);
        assertThat(control.staleWhileRevalidate()).isEqualTo(7);
        assertThat(control.minFresh()).isEqualTo(CacheControl.ABSENT);
    }

    @Test
    void one_that_names_fields_counts_as_the_one_that_names_none() {
        CacheControl control = CacheControl.parse("private=\"X-A, X-B\", no-cache=\"Set-Cookie\"");
        assertThat(control.flags()).containsExactlyInAnyOrder(Flag.PRIVATE, Flag.NO_CACHE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age=ten", "max-age=\"", "max-age=60, max-age=0", "max-age=0, max-age=60"})
    void a_lifetime_that_is_malformed_or_contradicts_itself_is_over(String value) {
        assertThat(CacheControl.parse(value).maxAge()).isZero();
    }

    @Test
    void more_than_anybody_waits_for_is_forever() {
        assertThat(CacheControl.parse("max-age=99999999999999999999999999").maxAge()).isEqualTo(1L << 31);
    }

    @Test
    void a_quotation_that_does_not_end_ends_with_the_field() {
        assertThat(CacheControl.parse("private=\"a, no-store").flags()).containsExactly(Flag.PRIVATE);
        assertThat(CacheControl.parse("a=\"\\").flags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Sun, 06 Nov 1994 08:49:37 GMT | 784111777",
        "Sunday, 06-Nov-94 08:49:37 GMT | 784111777",
        "Sun Nov  6 08:49:37 1994 | 784111777",
    })
    void the_three_forms_of_a_date_are_known(String text, long seconds) {
        assertThat(HttpDate.parse(text)).isEqualTo(seconds);
        assertThat(HttpDate.format(seconds)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "", "-1", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT"})
    void what_is_no_date_is_none(String text) {
        assertThat(HttpDate.parse(text)).isEqualTo(HttpDate.NONE);
    }
}
