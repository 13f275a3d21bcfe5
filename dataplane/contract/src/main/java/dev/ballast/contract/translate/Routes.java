package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.HeaderMatchSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.PathMatchSpec;
import dev.ballast.contract.manifest.QueryParamMatchSpec;
import dev.ballast.contract.manifest.RouteBackendSpec;
import dev.ballast.contract.manifest.RouteMatchSpec;
import dev.ballast.contract.manifest.RouteSpec;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes of a listener. */
final class Routes {
    private final Set<String> backends;
    private final Predicate<String> refused;
    private final Predicate<String> refusedItself;

    /**
     * @param refused whether a path of the spec, or one below it, was complained about
     * @param refusedItself whether that very path was
     */
    Routes(List<BackendSpec> backends, Predicate<String> refused, Predicate<String> refusedItself) {
        this.refusedItself = refusedItself;
        this.backends = backends.stream().map(BackendSpec::name).collect(Collectors.toSet());
        this.refused = refused;
    }

    /** @param path where the listener stands */
    List<RouteConfig> routes(String path, ListenerSpec listener) {
        List<RouteSpec> specs = listener.routes() == null ? List.of() : listener.routes();
        List<RouteConfig> routes = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            String here = path + ".routes[" + i + "]";
            if (!refused.test(here + ".name") && !refused.test(here + ".matches") && !refused.test(here + ".filters") && !unsettled(here)) {
                routes.add(route(specs.get(i)));
            }
        }
        return routes;
    }

    /** Whether it is not known where its requests go; a share whose backend does not exist is. */
    private boolean unsettled(String route) {
        return refusedItself.test(route + ".backends");
    }

    private RouteConfig route(RouteSpec spec) {
        List<RouteMatchSpec> matches = spec.matches() == null ? List.of(new RouteMatchSpec(null, null, null, null, null)) : spec.matches();
        return new RouteConfig(
                spec.name(),
                matches.stream().map(Routes::match).toList(),
                Filters.translate(spec.filters()),
                spec.backends() == null ? List.of() : spec.backends().stream().map(this::share).toList(),
                spec.timeouts() == null ? 0 : spec.timeouts().request().toMillis());
    }

    private ShareConfig share(RouteBackendSpec spec) {
        return new ShareConfig(backends.contains(spec.name()) ? spec.name() : null, spec.weight());
    }

    private static MatchConfig match(RouteMatchSpec spec) {
        return new MatchConfig(
                spec.hostname(),
                path(spec.path()),
                spec.method(),
                spec.headers() == null ? List.of() : spec.headers().stream().map(Routes::header).toList(),
                spec.queryParams() == null ? List.of() : spec.queryParams().stream().map(Routes::parameter).toList());
    }

    private static PathConfig path(@Nullable PathMatchSpec spec) {
        if (spec == null) {
            return new PathConfig(PathType.PathPrefix, "/");
        }
        PathType type =
                switch (spec.type()) {
                    case Exact -> PathType.Exact;
                    case PathPrefix -> PathType.PathPrefix;
                    case RegularExpression -> PathType.RegularExpression;
                };
        return new PathConfig(type, spec.value());
    }

    private static ValueConfig header(HeaderMatchSpec spec) {
        return new ValueConfig(type(spec.type()), spec.name(), spec.value());
    }

    private static ValueConfig parameter(QueryParamMatchSpec spec) {
        return new ValueConfig(type(spec.type()), spec.name(), spec.value());
    }

    private static ValueType type(RouteMatchSpec.ValueType type) {
        return switch (type) {
            case Exact -> ValueType.Exact;
            case RegularExpression -> ValueType.RegularExpression;
        };
    }
}
