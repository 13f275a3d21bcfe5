package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.CacheSpec;
import dev.ballast.contract.manifest.HeaderChangesSpec;
import dev.ballast.contract.manifest.HeaderSpec;
import dev.ballast.contract.manifest.MirrorSpec;
import dev.ballast.contract.manifest.PathChangeSpec;
import dev.ballast.contract.manifest.RedirectSpec;
import dev.ballast.contract.manifest.RewriteSpec;
import dev.ballast.contract.manifest.RouteFilterSpec;
import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.MirrorConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RewriteConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of a route. */
final class Filters {
    private Filters() {}

    /** Null when there is none. */
    static @Nullable FiltersConfig translate(@Nullable List<RouteFilterSpec> specs) {
        if (specs == null || specs.isEmpty()) {
            return null;
        }
        HeaderChangesConfig request = null;
        HeaderChangesConfig response = null;
        RedirectConfig redirect = null;
        RewriteConfig rewrite = null;
        MirrorConfig mirror = null;
        CacheConfig cache = null;
        for (RouteFilterSpec spec : specs) {
            switch (spec.type()) {
                case RequestHeaders -> request = changes(spec.requestHeaders());
                case ResponseHeaders -> response = changes(spec.responseHeaders());
                case Redirect -> redirect = redirect(spec.redirect());
                case Rewrite -> rewrite = rewrite(spec.rewrite());
                case Mirror -> mirror = mirror(spec.mirror());
                case Cache -> cache = cache(spec.cache());
            }
        }
        return new FiltersConfig(request, response, redirect, rewrite, mirror, cache);
    }

    private static @Nullable HeaderChangesConfig changes(@Nullable HeaderChangesSpec spec) {
        return spec == null
                ? null
                : new HeaderChangesConfig(spec.remove() == null ? List.of() : spec.remove(), fields(spec.set()), fields(spec.add()));
    }

    private static List<HeaderConfig> fields(@Nullable List<HeaderSpec> specs) {
        return specs == null ? List.of() : specs.stream().map(spec -> new HeaderConfig(spec.name(), spec.value())).toList();
    }

    private static @Nullable RedirectConfig redirect(@Nullable RedirectSpec spec) {
        return spec == null
                ? null
                : new RedirectConfig(
                        spec.scheme() == null ? null : spec.scheme().name(),
                        spec.hostname(),
                        path(spec.path()),
                        spec.port() == null ? 0 : spec.port(),
                        spec.statusCode());
    }

    private static @Nullable RewriteConfig rewrite(@Nullable RewriteSpec spec) {
        return spec == null ? null : new RewriteConfig(spec.hostname(), path(spec.path()));
    }

    private static @Nullable MirrorConfig mirror(@Nullable MirrorSpec spec) {
        return spec == null ? null : new MirrorConfig(spec.backend(), spec.percent());
    }

    private static @Nullable CacheConfig cache(@Nullable CacheSpec spec) {
        return spec == null ? null : new CacheConfig(spec.maxBytes().bytes(), spec.longest(), spec.defaultTtl().toMillis());
    }

    private static @Nullable PathChangeConfig path(@Nullable PathChangeSpec spec) {
        if (spec == null) {
            return null;
        }
        PathChange type =
                switch (spec.type()) {
                    case ReplaceFullPath -> PathChange.ReplaceFullPath;
                    case ReplacePrefixMatch -> PathChange.ReplacePrefixMatch;
                };
        return new PathChangeConfig(type, spec.value());
    }
}
