package dev.ballast.proxy.http;

import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.plan.CachePlan;
import dev.ballast.proxy.telemetry.CacheEvent;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.cache.CacheRequest;
import dev.ballast.traffic.cache.CacheStore;
import dev.ballast.traffic.cache.Decision;
import dev.ballast.traffic.cache.FieldValues;
import dev.ballast.traffic.cache.Flights;
import dev.ballast.traffic.cache.Forward;
import dev.ballast.traffic.cache.Freshness;
import dev.ballast.traffic.cache.Stored;
import dev.ballast.traffic.cache.Storing;
import dev.ballast.traffic.cache.Validators;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the cache of a route does for one exchange. On the exchange's loop only.
 *
 * <p>Of requests that want the same and find nothing, one leads and the others wait: until its answer is stored, or is known not to be, or five seconds are
 * over. Who has waited looks again; where that shows that it wants another variant than the leader (a {@code Vary} that nobody knew), it leads or waits once more, else it asks for itself. For
 * what was not to be stored nobody waits again for two minutes, as with Varnish's hit-for-miss: else its requests would go one after the other.
 */
final class CacheUse {
    /** For so long nobody waits for an answer like one that was not to be stored. */
    private static final long PASSED_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** Written at once, before the client is asked whether it takes more. */
    private static final int PIECE = 64 << 10;

    private static final byte[] IF_NONE_MATCH = Composer.octets("if-none-match");
    private static final byte[] IF_MODIFIED_SINCE = Composer.octets("if-modified-since");
    private static final byte[] CACHE_STATUS = Composer.octets("Cache-Status");

    /** Instead of which an old answer may be given (RFC 5861, 4). */
    private static final Set<Integer> FAILURES = Set.of(500, 502, 503, 504);

    private final HttpLoop loop;
    private final Exchange exchange;
    private final CachePlan plan;
    private final CacheStore store;
    private final FieldsView fields;
    private final String key;

    private State state = State.ASKING;
    private CacheEvent outcome = CacheEvent.BYPASS;
    private Forward forward = Forward.BYPASS;
    private @Nullable CacheRequest request;
    private @Nullable FieldValues conditions;
    private long requestNanos;
    /** What an endpoint is asked about. */
    private @Nullable Stored validating;
    /** What is the answer where endpoints fail. */
    private @Nullable Stored fallback;
    /** What the client gets in place of what an endpoint answers. */
    private @Nullable Stored instead;
    private Flights.@Nullable Flight leading;
    private String waitedFor = CacheKey.NONE;
    private @Nullable Wait wait;
    private @Nullable CacheFill filling;
    private HeldBytes rest = new HeldBytes();
    private int sent;

    private enum State {
        /** Until there is an answer; an endpoint's is passed on. */
        ASKING,
        /** For what another request fetches. */
        WAITING,
        /** An endpoint's answer is overlooked. */
        REPLACING,
        /** With what is stored. */
        ANSWERING,
        OVER
    }

    /** For another request. */
    private record Wait(Flights.Flight flight, Runnable landed, Deadlines.Deadline limit) {}

    /** Made before anything is done to the request. */
    CacheUse(HttpLoop loop, Exchange exchange, CachePlan plan) {
        this.loop = loop;
        this.exchange = exchange;
        this.plan = plan;
        this.store = plan.store();
        this.fields = new FieldsView(exchange.head());
        this.key = CacheKey.of(exchange.head(), exchange.facts().secure());
    }

    /** A client's own conditions: in the request those of the cache take their place. */
    private record Conditions(@Nullable String noneMatch, @Nullable String modifiedSince) implements FieldValues {
        static Conditions of(FieldValues fields) {
            return new Conditions(fields.get("if-none-match"), fields.get("if-modified-since"));
        }

        @Override
        public @Nullable String get(String name) {
            return switch (name) {
                case "if-none-match" -> noneMatch;
                case "if-modified-since" -> modifiedSince;
                default -> null;
            };
        }
    }

    // ---- The request

    /** Whether an endpoint is to be asked now; otherwise the exchange is answered, or waits. */
    boolean asksEndpoint() {
        Request head = exchange.head();
        if (head.method() != Method.GET && head.method() != Method.HEAD) {
            forward = Forward.METHOD;
            return true;
        }
        CacheRequest asked = CacheRequest.of(fields);
        if (key.equals(CacheKey.NONE) || head.hasBody() || asked.bypasses()) {
            return true;
        }
        request = asked;
        conditions = asked.conditional() ? Conditions.of(fields) : null;
        return decide(asked);
    }

    private boolean decide(CacheRequest asked) {
        return switch (Decision.of(asked, store.find(key, fields), plan.ticker().nanos())) {
            case Decision.Answer answer -> {
                answer(answer.stored(), waited() ? CacheEvent.JOINED : CacheEvent.HIT);
                yield false;
            }
            case Decision.Refuse refuse -> {
                outcome = CacheEvent.REFUSED;
                exchange.refuse(Reason.NotCached);
                yield false;
            }
            case Decision.Ask ask -> ask(asked, ask.why(), ask.known());
        };
    }

    private boolean ask(CacheRequest asked, Forward why, @Nullable Stored known) {
        forward = why;
        outcome = why == Forward.BYPASS ? CacheEvent.BYPASS : CacheEvent.MISS;
        requestNanos = plan.ticker().nanos();
        if (exchange.head().method() == Method.HEAD) {
            return true;
        }
        String flight = key + '\n' + store.selection(key, fields);
        if (why == Forward.STALE && known != null && known.freshness().usableWhileRevalidated(requestNanos) && (plan.flights().underWay(flight) || waited())) {
            answer(known, CacheEvent.STALE);
            return false;
        }
        if (asked.typical() && !flight.equals(waitedFor) && !store.passedWithin(key, PASSED_NANOS) && !leads(asked, flight)) {
            return false;
        }
        if (known != null && !known.validators().none()) {
            validating = known;
            condition(known.validators());
        }
        fallback = why == Forward.STALE ? known : null;
        return true;
    }

    private boolean leads(CacheRequest asked, String flight) {
        Flights.Entry entry = plan.flights().enter(flight);
        if (entry.leads()) {
            leading = entry.flight();
            return true;
        }
        waitedFor = flight;
        state = State.WAITING;
        Runnable landed = () -> loop.loop().execute(() -> goOn(asked));
        Deadlines.Deadline limit = loop.loop().deadlines().deadline(() -> goOn(asked));
        wait = new Wait(entry.flight(), landed, limit);
        limit.in(Math.max(1, entry.flight().leftMillis()));
        if (!entry.flight().await(landed)) {
            landed.run();
        }
        return false;
    }

    private boolean waited() {
        return !waitedFor.isEmpty();
    }

    /** Has waited. */
    private void goOn(CacheRequest asked) {
        if (state != State.WAITING) {
            return;
        }
        waitNoMore();
        state = State.ASKING;
        if (decide(asked)) {
            exchange.askEndpoint();
            exchange.flush();
        }
    }

    private void waitNoMore() {
        Wait over = wait;
        wait = null;
        if (over != null) {
            over.limit().cancel();
            over.flight().leave(over.landed());
        }
    }

    /** The endpoint is asked whether what is stored is still right. */
    private void condition(Validators validators) {
        Request head = exchange.head();
        head.fields().drop(head.bytes(), IF_NONE_MATCH);
        head.fields().drop(head.bytes(), IF_MODIFIED_SINCE);
        if (validators.etag() != null) {
            head.add(IF_NONE_MATCH, Composer.octets(validators.etag()));
        }
        if (validators.lastModified() != null) {
            head.add(IF_MODIFIED_SINCE, Composer.octets(validators.lastModified()));
        }
    }

    // ---- What an endpoint answers

    /** Its head has come: whether the client gets something else, and nothing of this. */
    boolean replaces(Response response) {
        CacheRequest asked = request;
        Stored known = validating;
        Stored old = fallback;
        if (asked == null) {
            changed(response);
        } else if (known != null && response.status() == 304) {
            outcome = CacheEvent.VALIDATED;
            Stored right = new Answered(response, plan, requestNanos, epochSeconds()).freshen(asked, fields, key, known);
            spares(right.freshness());
            replace(right);
        } else if (old != null && FAILURES.contains(response.status()) && old.freshness().usableOnError(plan.ticker().nanos())) {
            outcome = CacheEvent.STALE;
            replace(old);
        } else {
            boolean stored = exchange.head().method() == Method.GET && fill(asked, response);
            show(response, "fwd=" + forward.token() + (stored ? "; stored" : ""));
            return false;
        }
        if (state != State.REPLACING) {
            show(response, "fwd=" + forward.token());
        }
        return state == State.REPLACING;
    }

    private void replace(Stored by) {
        instead = by;
        state = State.REPLACING;
        land();
    }

    private static long epochSeconds() {
        return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    }

    /** A request that the cache has passed on may have changed what it was for (RFC 9111, 4.4). */
    private void changed(Response response) {
        boolean unsafe =
                switch (exchange.head().method()) {
                    case GET, HEAD, OPTIONS, TRACE -> false;
                    case POST, PUT, DELETE, CONNECT, OTHER -> true;
                };
        if (unsafe && response.status() >= 200 && response.status() < 400) {
            store.invalidate(key);
        }
    }

    /** Answers whether it is stored, if it comes to its end. */
    private boolean fill(CacheRequest asked, Response response) {
        Answered answered = new Answered(response, plan, requestNanos, epochSeconds());
        Storing verdict = answered.judge(asked);
        if (verdict == Storing.Stored && memoryIsShort()) {
            verdict = Storing.NoRoom;
        }
        if (verdict != Storing.Stored) {
            notStored(verdict, response.status());
            return false;
        }
        filling = answered.fill(fields);
        return true;
    }

    private boolean memoryIsShort() {
        return loop.memory().at(Shortage.SHORT_IDLE);
    }

    private void notStored(Storing verdict, int status) {
        count(verdict);
        CacheRequest asked = request;
        boolean always = verdict.lasting() && status < 500;
        if (always && asked != null && asked.typical()) {
            store.passed(key);
        }
        land();
    }

    /** Where all must ask for themselves, nobody waits. */
    private void spares(Freshness freshness) {
        if (!freshness.spares()) {
            store.passed(key);
        }
    }

    private void count(Storing verdict) {
        plan.meter().answers().count(loop.index(), verdict);
    }

    /** A part of it; answers whether it is for the client. */
    boolean passes(Received from, int offset, int count) {
        CacheFill fill = filling;
        if (fill != null) {
            Storing verdict = fill.add(from, offset, count);
            if (verdict != Storing.Stored) {
                dropFill(verdict);
            }
        }
        return state != State.REPLACING;
    }

    private void dropFill(Storing verdict) {
        CacheFill fill = filling;
        filling = null;
        if (fill != null) {
            fill.giveUp();
            notStored(verdict, 200);
        }
    }

    /** All of it has come; answers whether the client has been answered with something else. */
    boolean ended(boolean trailers) {
        Stored by = instead;
        if (state == State.REPLACING && by != null) {
            answer(by, outcome);
            return true;
        }
        if (trailers) {
            dropFill(Storing.Trailers);
        } else if (memoryIsShort()) {
            dropFill(Storing.NoRoom);
        }
        CacheFill fill = filling;
        filling = null;
        if (fill != null) {
            count(fill.store(key, requestNanos));
            spares(fill.freshness());
            land();
        }
        return false;
    }

    /** There is no answer: whether there is an old one that may be given. */
    boolean insteadOf(Failure failure) {
        Stored old = fallback;
        boolean failed = Reply.to(failure).status() >= 500;
        if (old == null || !failed || state == State.OVER || !old.freshness().usableOnError(plan.ticker().nanos())) {
            return false;
        }
        answer(old, CacheEvent.STALE);
        return true;
    }

    // ---- What the client is answered

    private void answer(Stored stored, CacheEvent how) {
        outcome = how;
        state = State.ANSWERING;
        land();
        FieldValues own = conditions;
        long now = plan.ticker().nanos();
        boolean known = own != null && stored.status() == 200 && stored.validators().satisfy(own);
        long age = stored.freshness().age(now);
        StoredResponse response = known ? StoredResponse.notModified(stored, age) : StoredResponse.whole(stored, age);
        show(response, word(stored, how, now));
        boolean bodiless = known || response.bodiless(exchange.head().method());
        rest = bodiless ? new HeldBytes() : HeldBytes.of(stored.body());
        exchange.answer(response, bodiless);
        goOnAnswering();
    }

    private String word(Stored stored, CacheEvent how, long now) {
        return switch (how) {
            case JOINED -> "fwd=" + forward.token() + "; collapsed";
            case VALIDATED -> "fwd=" + forward.token() + "; fwd-status=304";
            default -> "hit; ttl=" + stored.freshness().left(now);
        };
    }

    private static void show(Response response, String what) {
        response.add(CACHE_STATUS, Composer.octets("ballast; " + what));
    }

    private void goOnAnswering() {
        while (sent < rest.length()) {
            int count = Math.min(PIECE, rest.length() - sent);
            int from = sent;
            sent += count;
            if (!exchange.pass(rest, from, count) && sent < rest.length()) {
                return;
            }
        }
        exchange.answered();
    }

    void clientWritable() {
        if (state == State.ANSWERING) {
            goOnAnswering();
        }
    }

    /** Bytes that are kept for the client: an answer may have left the cache already. */
    long held() {
        return rest.length() - sent;
    }

    // ---- The end

    /** The exchange is over, whichever way. */
    void over() {
        state = State.OVER;
        waitNoMore();
        dropFill(Storing.Incomplete);
        land();
        plan.meter().requests().count(loop.index(), outcome);
    }

    /** What it has done, as the access log says it. */
    CacheEvent outcome() {
        return outcome;
    }

    /** Nobody needs to wait for this one any more. */
    private void land() {
        Flights.Flight own = leading;
        leading = null;
        if (own != null) {
            own.end();
        }
    }
}
