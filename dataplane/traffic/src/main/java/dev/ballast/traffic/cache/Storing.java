package dev.ballast.traffic.cache;

import dev.ballast.traffic.cache.CacheControl.Flag;
import java.util.Set;

/** What becomes of an answer that passes a cache. Closed: the same word stands in metrics. */
public enum Storing {
    Stored,
    /** The answer says {@code no-store}. */
    NoStore,
    /** It says that it is for one client. */
    Private,
    /** The request was made in somebody's name, and the answer does not say that others may have it. */
    Authorization,
    /** It gives a client a cookie: nobody else must have that. */
    SetCookie,
    /** It depends on {@code *}, or on fields that we write. */
    VaryAny,
    /** Of its status no answer is stored. */
    Status,
    /** It does not say for how long it is fresh; or for no time, and it has nothing by which it could be validated. */
    NoLifetime,
    /** It is longer than what is stored of one. */
    TooLarge,
    /** Its end cannot be told from its breaking off: it ends with its connection. */
    Endless,
    /** It broke off. */
    Incomplete,
    /** Fields came behind it, which whoever is answered from the cache would not see. */
    Trailers,
    /** What it was asked for was changed meanwhile (RFC 9111, 4.4), or a newer one is there. */
    Superseded,
    /** Too much is on its way into the cache at once, or memory is short. */
    NoRoom;

    /** Final, and understood; 206 is a part, and of 5xx nobody wants to see more than there are (501 is as lasting as 404). */
    private static final Set<Integer> STATUSES = Set.of(200, 203, 204, 300, 301, 302, 307, 308, 404, 405, 410, 414, 501);

    /** Of those the ones that a lifetime is lent to where they have none (RFC 9110, 15.1). */
    private static final Set<Integer> LENT = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    /** For how long an answer of this status is fresh that does not say it; seconds, as the default is. */
    public static long lent(int status, long defaultLifetime) {
        return LENT.contains(status) ? defaultLifetime : 0;
    }

    /** Judges the head of an answer to a GET (RFC 9111, 3), as it came from the endpoint. */
    public static Storing judge(CacheRequest request, int status, FieldValues answer, CacheControl control, Freshness freshness) {
        if (!STATUSES.contains(status)) {
            return Status;
        }
        if (control.has(Flag.NO_STORE)) {
            return NoStore;
        }
        if (control.has(Flag.PRIVATE)) {
            return Private;
        }
        if (request.authorized() && !forAnybody(control)) {
            return Authorization;
        }
        if (answer.has("set-cookie")) {
            return SetCookie;
        }
        if (Vary.of(answer.get("vary")) == null) {
            return VaryAny;
        }
        boolean validated = Freshness.explicit(answer, control) && !Validators.of(answer).none();
        return freshness.usable() || validated ? Stored : NoLifetime;
    }

    /** Whether another answer for the same will not be stored either, most likely. */
    public boolean lasting() {
        return switch (this) {
            case NoStore, Private, SetCookie, VaryAny, Status, NoLifetime, TooLarge, Endless, Trailers -> true;
            case Stored, Authorization, Incomplete, Superseded, NoRoom -> false;
        };
    }

    /** Whether an answer is also for those that ask in somebody's name (RFC 9111, 3.5). */
    static boolean forAnybody(CacheControl control) {
        return control.has(Flag.PUBLIC) || control.has(Flag.MUST_REVALIDATE) || control.sharedMaxAge() != CacheControl.ABSENT;
    }
}
