package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RewriteConfig;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a route's requests and answers.
 *
 * @param redirect in place of a backend
 * @param path that endpoints are asked for; null where it stays
 * @param host that endpoints are asked for, as octets; null where it stays
 * @param mirror where copies go; null: nowhere
 * @param cache of what endpoints answer; null: there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Read only, and never compared.
public record FilterPlan(
        HeaderEdits request,
        HeaderEdits response,
        @Nullable RedirectPlan redirect,
        @Nullable PathEdit path,
        byte @Nullable [] host,
        @Nullable MirrorPlan mirror,
        @Nullable CachePlan cache) {
    /** Nothing. */
    public static final FilterPlan NONE = new FilterPlan(HeaderEdits.NONE, HeaderEdits.NONE, null, null, null, null, null);

    /**
     * @param mirror of what the filters say about copies
     * @param cache of what they say about one
     */
    static FilterPlan of(@Nullable FiltersConfig config, int listenerPort, @Nullable MirrorPlan mirror, @Nullable CachePlan cache) {
        if (config == null) {
            return NONE;
        }
        RewriteConfig rewrite = config.rewrite();
        return new FilterPlan(
                HeaderEdits.of(config.requestHeaders()),
                HeaderEdits.of(config.responseHeaders()),
                config.redirect() == null ? null : new RedirectPlan(config.redirect(), path(config.redirect().path()), listenerPort),
                rewrite == null ? null : path(rewrite.path()),
                rewrite == null || rewrite.hostname() == null ? null : rewrite.hostname().getBytes(StandardCharsets.US_ASCII),
                mirror,
                cache);
    }

    private static @Nullable PathEdit path(@Nullable PathChangeConfig config) {
        return config == null ? null : new PathEdit(config);
    }
}
