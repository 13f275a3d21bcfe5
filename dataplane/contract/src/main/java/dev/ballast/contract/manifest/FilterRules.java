package dev.ballast.contract.manifest;

import dev.ballast.contract.form.FieldForm;
import dev.ballast.contract.form.PathForm;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a route's filters; see {@link RouteRules}. */
final class FilterRules {
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private static final ByteSize LEAST_CACHE = ByteSize.of("64Ki");
    private static final ByteSize MOST_CACHE = ByteSize.of("1Gi");
    private static final ByteSize LEAST_OBJECT = ByteSize.of("1Ki");

    private final Set<String> backends;
    private final List<Problem> problems;

    /** @param backends names of those that the spec has */
    FilterRules(Set<String> backends, List<Problem> problems) {
        this.backends = backends;
        this.problems = problems;
    }

    /** @param path where the route stands */
    void check(String path, RouteSpec route) {
        List<RouteFilterSpec> filters = route.filters() == null ? List.of() : route.filters();
        Set<RouteFilterSpec.Type> seen = EnumSet.noneOf(RouteFilterSpec.Type.class);
        for (int i = 0; i < filters.size(); i++) {
            String here = path + ".filters[" + i + "]";
            RouteFilterSpec filter = filters.get(i);
            if (!seen.add(filter.type())) {
                complain(here + ".type", Reason.Conflict, filter.type() + " is there twice: expected one filter of each type");
            }
            filter(here, filter, route);
        }
        boolean redirects = seen.contains(RouteFilterSpec.Type.Redirect);
        if (redirects && seen.contains(RouteFilterSpec.Type.Rewrite)) {
            complain(path + ".filters", Reason.Conflict, "Redirect and Rewrite are both there: expected one of them");
        }
        if (redirects && seen.contains(RouteFilterSpec.Type.Mirror)) {
            complain(path + ".filters", Reason.Conflict, "Redirect and Mirror are both there: expected one of them, for a redirect sends nothing to copy");
        }
        if (redirects && seen.contains(RouteFilterSpec.Type.Cache)) {
            complain(path + ".filters", Reason.Conflict, "Redirect and Cache are both there: expected one of them, for a redirect asks nobody for an answer to keep");
        }
        if (redirects == (route.backends() != null)) {
            complain(
                    path + ".backends",
                    redirects ? Reason.Conflict : Reason.Required,
                    "route \"" + route.name() + "\" has " + (redirects ? "a Redirect and backends" : "neither backends nor a Redirect")
                            + ": expected exactly one of them");
        }
    }

    private void filter(String here, RouteFilterSpec filter, RouteSpec route) {
        Object section =
                switch (filter.type()) {
                    case RequestHeaders -> filter.requestHeaders();
                    case ResponseHeaders -> filter.responseHeaders();
                    case Redirect -> filter.redirect();
                    case Rewrite -> filter.rewrite();
                    case Mirror -> filter.mirror();
                    case Cache -> filter.cache();
                };
        long sections = Stream.of(filter.requestHeaders(), filter.responseHeaders(), filter.redirect(), filter.rewrite(), filter.mirror(), filter.cache())
                .filter(Objects::nonNull)
                .count();
        if (section == null || sections > 1) {
            complain(
                    here,
                    section == null ? Reason.Required : Reason.Conflict,
                    "type " + filter.type() + " has " + (section == null ? "no section of that name" : sections + " sections")
                            + ": expected exactly the one of its name");
            return;
        }
        headers(here + ".requestHeaders", filter.requestHeaders());
        headers(here + ".responseHeaders", filter.responseHeaders());
        redirect(here + ".redirect", filter.redirect(), route);
        if (filter.rewrite() != null) {
            path(here + ".rewrite.path", filter.rewrite().path(), route);
        }
        cache(here + ".cache", filter.cache());
        if (filter.mirror() != null && !backends.contains(filter.mirror().backend())) {
            complain(
                    here + ".mirror.backend",
                    Reason.BackendNotFound,
                    Scalars.quoted(filter.mirror().backend()) + " does not exist: expected a name of spec.backends" + Spelling.meant(filter.mirror().backend(), backends));
        }
    }

    private void cache(String here, @Nullable CacheSpec cache) {
        if (cache == null) {
            return;
        }
        long most = cache.maxBytes().bytes();
        if (most < LEAST_CACHE.bytes() || most > MOST_CACHE.bytes()) {
            complain(here + ".maxBytes", Reason.InvalidValue, cache.maxBytes() + " is out of range: expected " + LEAST_CACHE + " to " + MOST_CACHE);
        } else if (cache.longest() < LEAST_OBJECT.bytes() || cache.longest() > most / 2) {
            complain(
                    here + ".maxObjectBytes",
                    Reason.InvalidValue,
                    cache.maxObjectBytes() + " is out of range: expected " + LEAST_OBJECT + " to " + new ByteSize(most / 2) + ", half of maxBytes");
        }
    }

    private void headers(String here, @Nullable HeaderChangesSpec changes) {
        if (changes == null) {
            return;
        }
        fields(here + ".set", changes.set());
        fields(here + ".add", changes.add());
        List<String> removed = changes.remove() == null ? List.of() : changes.remove();
        for (int i = 0; i < removed.size(); i++) {
            name(here + ".remove[" + i + "]", removed.get(i));
        }
    }

    private void fields(String here, @Nullable List<HeaderSpec> fields) {
        for (int i = 0; fields != null && i < fields.size(); i++) {
            name(here + "[" + i + "].name", fields.get(i).name());
        }
    }

    private void name(String here, String name) {
        FieldForm.nameComplaint(name).ifPresent(complaint -> complain(here, Reason.InvalidValue, Scalars.quoted(name) + " " + complaint));
    }

    private void redirect(String here, @Nullable RedirectSpec redirect, RouteSpec route) {
        if (redirect == null) {
            return;
        }
        if (!REDIRECTIONS.contains(redirect.statusCode())) {
            complain(here + ".statusCode", Reason.InvalidValue, redirect.statusCode() + " is no redirection: expected 301, 302, 303, 307 or 308");
        }
        path(here + ".path", redirect.path(), route);
    }

    private void path(String here, @Nullable PathChangeSpec change, RouteSpec route) {
        if (change == null) {
            return;
        }
        PathForm.complaint(change.value())
                .ifPresent(complaint -> complain(here + ".value", Reason.InvalidValue, Scalars.quoted(change.value()) + " " + complaint));
        List<RouteMatchSpec> matches = route.matches() == null ? List.of() : route.matches();
        if (change.type() == PathChangeSpec.Type.ReplacePrefixMatch && matches.stream().anyMatch(FilterRules::noPrefix)) {
            complain(
                    here + ".type",
                    Reason.Conflict,
                    "ReplacePrefixMatch stands in a route with another match than of a prefix: expected the type PathPrefix in every match");
        }
    }

    private static boolean noPrefix(RouteMatchSpec match) {
        return match.path() != null && match.path().type() != PathMatchSpec.Type.PathPrefix;
    }

    private void complain(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }
}
