package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValidatorsTest {
    private static final String SIX = "Sun, 06 Nov 1994 08:00:00 GMT";
    private static final Validators BOTH = new Validators("W/\"a,b\"", SIX);

    private static boolean satisfied(String... fields) {
        return BOTH.satisfy(new Written(fields));
    }

    @Test
    void tags_are_compared_weakly_and_count_more_than_dates() {
        assertThat(satisfied("If-None-Match: \"a,b\"")).isTrue();
        assertThat(satisfied("If-None-Match: \"x\", W/\"a,b\"")).isTrue();
        assertThat(satisfied("If-None-Match: *")).isTrue();
        assertThat(satisfied("If-None-Match: \"a\", b")).isFalse();
        assertThat(satisfied("If-None-Match: \"x\"", "If-Modified-Since: " + SIX)).isFalse();
        assertThat(satisfied("If-None-Match: \"a,b")).as("one that does not end").isFalse();
    }

    @Test
    void a_copy_is_right_that_is_not_older() {
        assertThat(satisfied("If-Modified-Since: " + SIX)).isTrue();
        assertThat(satisfied("If-Modified-Since: Sun, 06 Nov 1994 08:00:01 GMT")).isTrue();
        assertThat(satisfied("If-Modified-Since: Sun, 06 Nov 1994 07:59:59 GMT")).isFalse();
        assertThat(satisfied("If-Modified-Since: yesterday")).isFalse();
        assertThat(satisfied()).isFalse();
        assertThat(new Validators(null, null).satisfy(new Written("If-Modified-Since: " + SIX))).isFalse();
    }

    @Test
    void a_304_is_about_what_has_its_tag() {
        assertThat(BOTH.sameAs("\"a,b\"")).isTrue();
        assertThat(BOTH.sameAs(null)).isTrue();
        assertThat(BOTH.sameAs("\"other\"")).isFalse();
        assertThat(new Validators(null, SIX).sameAs("\"other\"")).isFalse();
    }
}
