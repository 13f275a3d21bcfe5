package dev.ballast.contract.manifest;

import dev.ballast.contract.form.Expression;
import dev.ballast.contract.form.PathForm;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a listener's routes; see {@link SpecRules}. They stand here only: there may be too many routes for an API server's CEL, which also
 * knows no RE2.
 */
final class RouteRules {
    private final Set<String> backends;
    private final List<Problem> problems;

    /** @param backends names of those that the spec has */
    RouteRules(Set<String> backends, List<Problem> problems) {
        this.backends = backends;
        this.problems = problems;
    }

    /** @param path where the listener stands */
    void check(String path, ListenerSpec listener) {
        List<RouteSpec> routes = listener.routes() == null ? List.of() : listener.routes();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            String here = path + ".routes[" + i + "]";
            RouteSpec route = routes.get(i);
            if (!names.add(route.name())) {
                complain(here + ".name", Reason.Conflict, "\"" + route.name() + "\" is the name of two routes: expected one for each");
            }
            List<RouteMatchSpec> matches = route.matches() == null ? List.of() : route.matches();
            for (int j = 0; j < matches.size(); j++) {
                match(here + ".matches[" + j + "]", listener.hostname(), matches.get(j));
            }
            backends(here, route);
            new FilterRules(backends, problems).check(here, route);
        }
    }

    private void backends(String path, RouteSpec route) {
        List<RouteBackendSpec> shares = route.backends() == null ? List.of() : route.backends();
        for (int i = 0; i < shares.size(); i++) {
            String name = shares.get(i).name();
            if (!backends.contains(name)) {
                complain(
                        path + ".backends[" + i + "]",
                        Reason.BackendNotFound,
                        "route \"" + route.name() + "\" names backend \"" + name
                                + "\", which does not exist, and its share is answered 500: expected a name of spec.backends"
                                + Spelling.meant(name, backends));
            }
        }
    }

    private void match(String path, @Nullable String listener, RouteMatchSpec match) {
        if (listener != null && match.hostname() != null && !meet(listener, match.hostname())) {
            complain(
                    path + ".hostname",
                    Reason.InvalidValue,
                    "\"" + match.hostname() + "\" is no name of a listener for \"" + listener + "\": expected one that is");
        }
        if (match.path() != null) {
            path(path + ".path.value", match.path());
        }
        List<HeaderMatchSpec> headers = match.headers() == null ? List.of() : match.headers();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < headers.size(); i++) {
            HeaderMatchSpec header = headers.get(i);
            String here = path + ".headers[" + i + "]";
            if (!names.add(header.name().toLowerCase(Locale.ROOT))) {
                complain(here + ".name", Reason.Conflict, "\"" + header.name() + "\" is there twice: expected once");
            }
            expression(here + ".value", header.type(), header.value());
        }
        List<QueryParamMatchSpec> parameters = match.queryParams() == null ? List.of() : match.queryParams();
        for (int i = 0; i < parameters.size(); i++) {
            expression(path + ".queryParams[" + i + "].value", parameters.get(i).type(), parameters.get(i).value());
        }
    }

    private void path(String here, PathMatchSpec path) {
        Optional<String> wrong =
                path.type() == PathMatchSpec.Type.RegularExpression ? Expression.complaint(path.value()) : PathForm.complaint(path.value());
        wrong.ifPresent(complaint -> complain(here, Reason.InvalidValue, Scalars.quoted(path.value()) + " " + complaint));
    }

    private void expression(String here, RouteMatchSpec.ValueType type, String value) {
        if (type == RouteMatchSpec.ValueType.RegularExpression) {
            Expression.complaint(value).ifPresent(complaint -> complain(here, Reason.InvalidValue, Scalars.quoted(value) + " " + complaint));
        }
    }

    /** Whether some name is for both. */
    private static boolean meet(String one, String other) {
        return one.equals(other) || below(one, other) || below(other, one);
    }

    private static boolean below(String wildcard, String name) {
        return wildcard.startsWith("*.") && name.endsWith(wildcard.substring(1)) && !name.equals(wildcard.substring(1));
    }

    private void complain(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }
}
