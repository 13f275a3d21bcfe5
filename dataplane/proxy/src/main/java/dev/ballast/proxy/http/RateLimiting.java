package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.RateLimit;
import dev.ballast.traffic.balance.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a listener's rate limits about a request. */
final class RateLimiting {
    private RateLimiting() {}

    /**
     * What it is answered where one of them does not let it in; those before that one have counted it. Null when it may go on.
     *
     * @param matched the place of its route; below 0 when it has none
     */
    static @Nullable Reply refusal(ListenerPlan plan, int matched, Request head, ClientFacts client, int loop) {
        List<RateLimit> limits = plan.rateLimits();
        for (int i = 0; i < limits.size(); i++) {
            RateLimit limit = limits.get(i);
            long key =
                    switch (limit.config().key()) {
                        case ClientIP -> client.network();
                        case Header -> RequestKeys.header(limit.header(), head);
                        case Listener -> plan.config().name().hashCode();
                        case Route -> matched < 0 ? plan.config().name().hashCode() : plan.routes().route(matched).key();
                    };
            boolean counts = key != Caller.NO_KEY || limit.config().header() == null;
            long wait = counts ? limit.take(key, loop) : 0;
            if (wait > 0) {
                return Reply.tooMany(limit.config(), wait);
            }
        }
        return null;
    }
}
