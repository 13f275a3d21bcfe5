package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.cache.Freshness.Times;
import org.junit.jupiter.api.Test;

/** What may be stored, of which request. */
class StoringTest {
    private static Storing judge(Written request, int status, String... fields) {
        FieldValues answer = new Written(fields);
        CacheControl control = CacheControl.parse(answer.get("cache-control"));
        Freshness freshness = Freshness.of(answer, control, Storing.lent(status, 0), new Times(0, 0, 0));
        return Storing.judge(CacheRequest.of(request), status, answer, control, freshness);
    }

    private static Storing judge(String... fields) {
        return judge(Written.NOTHING, 200, fields);
    }

    @Test
    void an_answer_is_stored_that_says_for_how_long() {
        assertThat(judge("Cache-Control: max-age=60")).isEqualTo(Storing.Stored);
        assertThat(judge("Cache-Control: public")).as("for no time that it says").isEqualTo(Storing.NoLifetime);
        assertThat(judge("ETag: \"1\"")).as("nothing about caching").isEqualTo(Storing.NoLifetime);
        assertThat(judge("ETag: \"1\"", "Cache-Control: no-cache")).as("to be validated each time").isEqualTo(Storing.Stored);
        assertThat(judge("Cache-Control: no-cache")).isEqualTo(Storing.NoLifetime);
        assertThat(judge("Cache-Control: max-age=0, stale-if-error=5")).as("for when endpoints fail").isEqualTo(Storing.Stored);
        assertThat(judge("Expires: 0", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(Storing.Stored);
    }

    @Test
    void an_answer_is_not_stored_that_is_one_clients() {
        assertThat(judge("Cache-Control: max-age=60, no-store")).isEqualTo(Storing.NoStore);
        assertThat(judge("Cache-Control: max-age=60, private")).isEqualTo(Storing.Private);
        assertThat(judge("Cache-Control: max-age=60", "Set-Cookie: a=b")).isEqualTo(Storing.SetCookie);
    }

    @Test
    void an_answer_for_somebody_is_stored_only_if_it_says_that_it_is_for_all() {
        Written authorized = new Written("Authorization: Basic eA==");
        assertThat(judge(authorized, 200, "Cache-Control: max-age=60")).isEqualTo(Storing.Authorization);
        for (String all : new String[] {"public, max-age=60", "s-maxage=60", "must-revalidate, max-age=60"}) {
            assertThat(judge(authorized, 200, "Cache-Control: " + all)).as(all).isEqualTo(Storing.Stored);
        }
    }

    @Test
    void an_answer_is_not_stored_that_depends_on_what_nobody_can_compare() {
        assertThat(judge("Cache-Control: max-age=60", "Vary: Accept, *")).isEqualTo(Storing.VaryAny);
        assertThat(judge("Cache-Control: max-age=60", "Vary: X-Forwarded-For")).as("that we write").isEqualTo(Storing.VaryAny);
        assertThat(judge("Cache-Control: max-age=60", "Vary: Accept, X-Forwarded-Proto")).isEqualTo(Storing.Stored);
    }

    @Test
    void only_final_answers_that_are_whole_and_lasting_are_stored() {
        for (int status : new int[] {200, 204, 301, 308, 404, 410, 501}) {
            assertThat(judge(Written.NOTHING, status, "Cache-Control: max-age=60")).as("%s", status).isEqualTo(Storing.Stored);
        }
        for (int status : new int[] {206, 304, 401, 403, 418, 500, 502, 503}) {
            assertThat(judge(Written.NOTHING, status, "Cache-Control: max-age=60")).as("%s", status).isEqualTo(Storing.Status);
        }
        assertThat(Storing.lent(200, 9)).isEqualTo(9);
        assertThat(Storing.lent(302, 9)).as("a redirect for now").isZero();
    }

    @Test
    void a_request_bypasses_the_cache_with_a_part_a_condition_for_endpoints_or_no_store() {
        for (String field : new String[] {"Range: bytes=0-1", "If-Range: \"a\"", "If-Match: \"a\"", "If-Unmodified-Since: x", "Cache-Control: no-store"}) {
            assertThat(CacheRequest.of(new Written(field)).bypasses()).as(field).isTrue();
        }
        assertThat(CacheRequest.of(new Written("If-None-Match: \"a\"", "Cache-Control: no-cache")).bypasses()).isFalse();
    }
}
