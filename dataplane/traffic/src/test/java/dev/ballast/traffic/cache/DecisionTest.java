package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.cache.CacheStore.Lookup;
import dev.ballast.traffic.cache.Freshness.Times;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a request. */
class DecisionTest {
    private static final Lookup NOTHING = new Lookup(null, false);

    private static Lookup stored(String control) {
        StoredHead answer = Written.NOTHING.stored();
        CacheControl said = CacheControl.parse(control);
        Freshness freshness = Freshness.of(answer, said, 0, new Times(0, 0, 0));
        return new Lookup(Stored.of(Stored.Head.of(answer, 200, Written.NOTHING, said, freshness), "a", new byte[0], 0), true);
    }

    private static String decide(Lookup lookup, long seconds, String... fields) {
        return switch (Decision.of(CacheRequest.of(new Written(fields)), lookup, TimeUnit.SECONDS.toNanos(seconds))) {
            case Decision.Answer answer when answer.stored() == lookup.stored() -> "answer";
            case Decision.Ask ask when ask.known() == null -> ask.why().token();
            case Decision.Ask ask when ask.known() == lookup.stored() -> ask.why().token() + ", knowing";
            case Decision.Refuse refuse -> "refuse";
            case Decision another -> throw new AssertionError(another);
        };
    }

    @Test
    void what_is_fresh_is_the_answer() {
        assertThat(decide(stored("max-age=60"), 59)).isEqualTo("answer");
        assertThat(decide(stored("max-age=60"), 60)).isEqualTo("stale, knowing");
        assertThat(decide(NOTHING, 0)).isEqualTo("uri-miss");
        assertThat(decide(new Lookup(null, true), 0)).isEqualTo("vary-miss");
    }

    @Test
    void a_request_may_want_something_newer() {
        assertThat(decide(stored("max-age=60"), 10, "Cache-Control: no-cache")).isEqualTo("request, knowing");
        assertThat(decide(stored("max-age=60"), 10, "Cache-Control: max-age=9")).isEqualTo("request, knowing");
        assertThat(decide(stored("max-age=60"), 10, "Cache-Control: max-age=10")).isEqualTo("answer");
        assertThat(decide(stored("max-age=60"), 10, "Cache-Control: min-fresh=51")).isEqualTo("request, knowing");
        assertThat(decide(stored("max-age=60"), 10, "Cache-Control: min-fresh=50")).isEqualTo("answer");
    }

    @Test
    void one_that_wants_nothing_from_endpoints_is_refused_rather_than_passed_on() {
        assertThat(decide(NOTHING, 0, "Cache-Control: only-if-cached")).isEqualTo("refuse");
        assertThat(decide(stored("max-age=60"), 60, "Cache-Control: only-if-cached")).isEqualTo("refuse");
        assertThat(decide(stored("max-age=60"), 59, "Cache-Control: only-if-cached")).isEqualTo("answer");
    }

    @Test
    void whoever_asks_in_a_name_gets_what_is_for_anybody_and_nothing_else() {
        assertThat(decide(stored("max-age=60"), 0, "Authorization: a")).isEqualTo("bypass");
        assertThat(decide(stored("max-age=60, public"), 0, "Authorization: a")).isEqualTo("answer");
    }
}
