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
 */
@SuppressWarnings("ArrayRecordComponent") // Read only, and never compared.
public record FilterPlan(
        HeaderEdits request, HeaderEdits response, @Nullable RedirectPlan redirect, @Nullable PathEdit path, byte @Nullable [] host) {
    /** Nothing. */
    public static final FilterPlan NONE = new FilterPlan(HeaderEdits.NONE, HeaderEdits.NONE, null, null, null);

    static FilterPlan of(@Nullable FiltersConfig config, int listenerPort) {
        if (config == null) {
            return NONE;
        }
        RewriteConfig rewrite = config.rewrite();
        return new FilterPlan(
                HeaderEdits.of(config.requestHeaders()),
                HeaderEdits.of(config.responseHeaders()),
                config.redirect() == null ? null : new RedirectPlan(config.redirect(), path(config.redirect().path()), listenerPort),
                rewrite == null ? null : path(rewrite.path()),
                rewrite == null || rewrite.hostname() == null ? null : rewrite.hostname().getBytes(StandardCharsets.US_ASCII));
    }

    private static @Nullable PathEdit path(@Nullable PathChangeConfig config) {
        return config == null ? null : new PathEdit(config);
    }
}
