package dev.ballast.contract.snapshot;

import dev.ballast.contract.form.Expression;
import dev.ballast.contract.form.PathForm;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a pod checks of a listener's routes; see {@link SnapshotValidator}. */
final class RouteChecks {
    private final Set<String> backends;
    private final List<Problem> problems;

    RouteChecks(Set<String> backends, List<Problem> problems) {
        this.backends = backends;
        this.problems = problems;
    }

    /** @param path where the listener stands */
    void check(String path, List<RouteConfig> routes) {
        Set<String> names = new HashSet<>();
        for (RouteConfig route : routes) {
            String here = path + ".routes[" + route.name() + "]";
            if (!names.add(route.name())) {
                complain(here, Reason.Conflict, route.name() + " is there twice: expected once");
            }
            if (route.matches().isEmpty()) {
                complain(here, Reason.Required, "has no matches: expected at least one");
            }
            if (route.backends().isEmpty() != route.redirects()) {
                complain(here, Reason.Conflict, "has " + (route.redirects() ? "both backends and a redirect" : "neither backends nor a redirect")
                        + ": expected exactly one of them");
            }
            if (route.filters() != null) {
                new FilterChecks(backends, problems).check(here + ".filters", route, route.filters());
            }
            if (route.requestTimeoutMillis() < 0) {
                complain(here + ".requestTimeoutMillis", Reason.InvalidValue, route.requestTimeoutMillis() + " is out of range: expected at least 0");
            }
            route.matches().forEach(match -> match(here + ".matches", match));
            route.backends().forEach(share -> share(here + ".backends", share));
        }
    }

    private void match(String path, MatchConfig match) {
        var wrong = match.path().type() == PathType.RegularExpression
                ? Expression.complaint(match.path().value())
                : PathForm.complaint(match.path().value());
        wrong.ifPresent(complaint -> complain(path + ".path", Reason.InvalidValue, "\"" + match.path().value() + "\" " + complaint));
        match.headers().forEach(header -> value(path + ".headers", header));
        match.queryParams().forEach(parameter -> value(path + ".queryParams", parameter));
    }

    private void value(String path, ValueConfig value) {
        if (value.type() == ValueType.RegularExpression) {
            Expression.complaint(value.value())
                    .ifPresent(complaint -> complain(path + "[" + value.name() + "]", Reason.InvalidValue, "\"" + value.value() + "\" " + complaint));
        }
    }

    private void share(String path, ShareConfig share) {
        if (share.backend() != null && !backends.contains(share.backend())) {
            problems.add(SnapshotValidator.notABackend(path, share.backend(), backends));
        }
        if (share.weight() < 0) {
            complain(path + "[" + share.backend() + "].weight", Reason.InvalidValue, share.weight() + " is out of range: expected at least 0");
        }
    }

    private void complain(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }
}
