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
    private final StoredHead head;
    private final long responseNanos;
    private final long epochSeconds;

    Answered(Response response, CachePlan plan, long epochSeconds) {
        this.response = response;
        this.plan = plan;
        this.head = head(response, epochSeconds);
        this.responseNanos = plan.ticker().nanos();
        this.epochSeconds = epochSeconds;
    }

    /** What of it is stored (RFC 9111, 3.1): neither what speaks to us only, nor what is said anew each time. A date it has always (RFC 9110, 6.6.1). */
    private static StoredHead head(Response response, long epochSeconds) {
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
        return dated ? builder.build() : builder.add("Date", HttpDate.format(epochSeconds)).build();
    }

    private Freshness freshness(FieldValues answer, CacheControl control, int status, long requestNanos) {
        long lent = Storing.lent(status, TimeUnit.MILLISECONDS.toSeconds(plan.config().defaultTtlMillis()));
        return Freshness.of(answer, control, lent, new Freshness.Times(requestNanos, responseNanos, epochSeconds));
    }

    /** What becomes of it, as far as its head tells. */
    Storing judge(CacheRequest asked, long requestNanos) {
        FieldsView said = new FieldsView(response);
        CacheControl control = CacheControl.parse(said.get("cache-control"));
        Storing verdict = Storing.judge(asked, response.status(), said, control, freshness(said, control, response.status(), requestNanos));
        if (verdict == Storing.Stored && response.endsByClose()) {
            return Storing.Endless;
        }
        return verdict == Storing.Stored && response.fields().contentLength() > plan.config().maxObjectBytes() ? Storing.TooLarge : verdict;
    }

    /** One that is to be stored begins. */
    CacheFill fill(CacheRequest asked, FieldValues request, long requestNanos) {
        FieldsView said = new FieldsView(response);
        CacheControl control = CacheControl.parse(said.get("cache-control"));
        Freshness freshness = freshness(said, control, response.status(), requestNanos);
        Stored.Head stored = Stored.Head.of(head, response.status(), request, control, freshness);
        return new CacheFill(plan.store(), stored, plan.config().maxObjectBytes(), response.fields().contentLength());
    }

    /**
     * This is a 304: what is stored is right, and is stored anew with what it says (RFC 9111, 4.3.4). Answers what the client gets. Where the 304 is about another answer, or says
     * that this one is not to be stored, that is for the last time.
     */
    Stored freshen(CacheRequest asked, FieldValues request, String key, Stored known, long requestNanos) {
        StoredHead next = known.head().freshened(head);
        CacheControl control = CacheControl.parse(next.get("cache-control"));
        String age = new FieldsView(response).get("age");
        FieldValues said = name -> name.equals("age") ? age : next.get(name);
        Freshness freshness = freshness(said, control, known.status(), requestNanos);
        boolean right = known.validators().sameAs(head.get("etag"));
        if (!right || Storing.judge(asked, known.status(), next, control, freshness) != Storing.Stored) {
            plan.store().remove(known);
            return known;
        }
        Stored fresh = Stored.of(Stored.Head.of(next, known.status(), request, control, freshness), key, known.body(), requestNanos);
        plan.store().put(fresh, 0);
        return fresh;
    }
}
