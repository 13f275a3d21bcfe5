package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.CachePlan;
import dev.ballast.traffic.cache.CacheControl;
import dev.ballast.traffic.cache.CacheRequest;
import dev.ballast.traffic.cache.FieldValues;
import dev.ballast.traffic.cache.Freshness;
import dev.ballast.traffic.cache.HttpDate;
import dev.ballast.traffic.cache.Stored;
import dev.ballast.traffic.cache.StoredHead;
import dev.ballast.traffic.cache.Storing;
import java.util.concurrent.TimeUnit;

/** An endpoint's answer to a request of a route with a cache, as its head has just come. */
final class Answered {
    private static final byte[] AGE = Composer.octets("age");
    private static final byte[] DATE = Composer.octets("date");

    private final Response response;
    private final CachePlan plan;
    private final FieldsView said;
    private final CacheControl control;
    private final Freshness.Times times;
    private final Freshness freshness;

    /** @param requestNanos when the request went out, by the plan's ticker */
    Answered(Response response, CachePlan plan, long requestNanos, long epochSeconds) {
        this.response = response;
        this.plan = plan;
        this.said = new FieldsView(response);
        this.control = CacheControl.parse(said.get("cache-control"));
        this.times = new Freshness.Times(requestNanos, plan.ticker().nanos(), epochSeconds);
        this.freshness = freshness(said, control, response.status());
    }

    /** What of it is stored (RFC 9111, 3.1): neither what speaks to us only, nor what is said anew each time. A date it has always (RFC 9110, 6.6.1). */
    private StoredHead head() {
        StoredHead.Builder builder = new StoredHead.Builder();
        Fields fields = response.fields();
        byte[] bytes = response.bytes();
        boolean dated = false;
        for (int i = 0; i < fields.count(); i++) {
            boolean kept =
                    switch (fields.name(i)) {
                        case CONTENT_LENGTH, TRAILER -> false;
                        default -> !fields.name(i).hopByHop() && !fields.nominated(bytes, i) && !fields.named(bytes, i, AGE);
                    };
            if (kept) {
                dated |= fields.named(bytes, i, DATE);
                builder.add(bytes, fields.nameStart(i), fields.nameEnd(i), fields.valueStart(i), fields.valueEnd(i));
            }
        }
        return dated ? builder.build() : builder.add("Date", HttpDate.format(times.epochSeconds())).build();
    }

    private Freshness freshness(FieldValues answer, CacheControl says, int status) {
        return Freshness.of(answer, says, Storing.lent(status, TimeUnit.MILLISECONDS.toSeconds(plan.config().defaultTtlMillis())), times);
    }

    /** What becomes of it, as far as its head tells. */
    Storing judge(CacheRequest asked) {
        Storing verdict = Storing.judge(asked, response.status(), said, control, freshness);
        if (verdict == Storing.Stored && response.endsByClose()) {
            return Storing.Endless;
        }
        return verdict == Storing.Stored && response.fields().contentLength() > plan.config().maxObjectBytes() ? Storing.TooLarge : verdict;
    }

    /** One that is to be stored begins. */
    CacheFill fill(FieldValues request) {
        Stored.Head stored = Stored.Head.of(head(), response.status(), request, control, freshness);
        return new CacheFill(plan.store(), stored, plan.config().maxObjectBytes(), response.fields().contentLength());
    }

    /**
     * This is a 304: what is stored is right, and is stored anew with what it says (RFC 9111, 4.3.4). Answers what the client gets. Where the 304 is about another answer, or says
     * that this one is not to be stored, that is for the last time.
     */
    Stored freshen(CacheRequest asked, FieldValues request, String key, Stored known) {
        StoredHead since = head();
        StoredHead next = known.head().freshened(since);
        CacheControl says = CacheControl.parse(next.get("cache-control"));
        String age = said.get("age");
        Freshness renewed = freshness(name -> name.equals("age") ? age : next.get(name), says, known.status());
        boolean right = known.validators().sameAs(since.get("etag"));
        if (!right || Storing.judge(asked, known.status(), next, says, renewed) != Storing.Stored) {
            plan.store().remove(known);
            return known;
        }
        Stored fresh = Stored.of(Stored.Head.of(next, known.status(), request, says, renewed), key, known.body(), times.requestNanos());
        plan.store().put(fresh, 0);
        return fresh;
    }
}
