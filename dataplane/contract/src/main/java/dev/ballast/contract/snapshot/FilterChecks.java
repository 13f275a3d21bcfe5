package dev.ballast.contract.snapshot;

import dev.ballast.contract.form.FieldForm;
import dev.ballast.contract.form.PathForm;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.MirrorConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pod checks of a route's filters; see {@link SnapshotValidator}. */
final class FilterChecks {
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);
    private static final String HOSTNAME = "[-a-z0-9.]{1,253}";

    private final Set<String> backends;
    private final List<Problem> problems;

    FilterChecks(Set<String> backends, List<Problem> problems) {
        this.backends = backends;
        this.problems = problems;
    }

    /** @param path where the filters stand */
    void check(String path, RouteConfig route, FiltersConfig filters) {
        headers(path + ".requestHeaders", filters.requestHeaders());
        headers(path + ".responseHeaders", filters.responseHeaders());
        if (filters.redirect() != null) {
            redirect(path + ".redirect", route, filters.redirect());
        }
        if (filters.rewrite() != null) {
            host(path + ".rewrite", filters.rewrite().hostname());
            change(path + ".rewrite", route, filters.rewrite().path());
        }
        if (filters.mirror() != null) {
            mirror(path + ".mirror", filters.mirror());
        }
        if (filters.cache() != null) {
            cache(path + ".cache", filters.cache());
        }
    }

    private void headers(String path, @Nullable HeaderChangesConfig changes) {
        if (changes == null) {
            return;
        }
        changes.remove().forEach(name -> complain(path + ".remove", name, FieldForm.nameComplaint(name)));
        changes.set().forEach(field -> field(path + ".set", field));
        changes.add().forEach(field -> field(path + ".add", field));
        long octets = changes.octets();
        if (octets > HeaderChangesConfig.MOST) {
            problems.add(new Problem(
                    path, Reason.InvalidValue, octets + " octets of fields are set and added: expected at most " + HeaderChangesConfig.MOST + " together"));
        }
    }

    private void field(String path, HeaderConfig field) {
        complain(path, field.name(), FieldForm.nameComplaint(field.name()));
        complain(path, field.value(), FieldForm.valueComplaint(field.value()));
    }

    private void redirect(String path, RouteConfig route, RedirectConfig redirect) {
        boolean scheme = redirect.scheme() == null || redirect.scheme().equals("http") || redirect.scheme().equals("https");
        complain(path + ".scheme", String.valueOf(redirect.scheme()), scheme ? Optional.empty() : Optional.of("is not served: expected http or https"));
        host(path, redirect.hostname());
        change(path, route, redirect.path());
        if (!REDIRECTIONS.contains(redirect.status())) {
            complain(path + ".status", String.valueOf(redirect.status()), Optional.of("is no redirection: expected 301, 302, 303, 307 or 308"));
        }
        if (redirect.port() < 0 || redirect.port() > 65535) {
            complain(path + ".port", String.valueOf(redirect.port()), Optional.of("is out of range: expected 0 to 65535"));
        }
    }

    private void mirror(String path, MirrorConfig mirror) {
        if (!backends.contains(mirror.backend())) {
            problems.add(SnapshotValidator.notABackend(path + ".backend", mirror.backend(), backends));
        }
        if (mirror.percent() < 1 || mirror.percent() > 100) {
            complain(path + ".percent", String.valueOf(mirror.percent()), Optional.of("is out of range: expected 1 to 100"));
        }
    }

    private void cache(String path, CacheConfig cache) {
        range(path + ".maxBytes", cache.maxBytes(), CacheConfig.LEAST, CacheConfig.MOST);
        range(path + ".maxObjectBytes", cache.maxObjectBytes(), CacheConfig.LEAST_OBJECT, cache.maxBytes() / 2);
        range(path + ".defaultTtlMillis", cache.defaultTtlMillis(), 0, Long.MAX_VALUE);
    }

    private void range(String path, long value, long least, long most) {
        if (value < least || value > most) {
            complain(path, String.valueOf(value), Optional.of("is out of range: expected " + least + " to " + most));
        }
    }

    private void host(String path, @Nullable String name) {
        if (name != null && !name.matches(HOSTNAME)) {
            complain(path + ".hostname", name, Optional.of("is no DNS name in small letters: expected one"));
        }
    }

    private void change(String path, RouteConfig route, @Nullable PathChangeConfig change) {
        if (change == null) {
            return;
        }
        complain(path + ".path", change.value(), PathForm.complaint(change.value()));
        boolean prefixes = route.matches().stream().allMatch(match -> match.path().type() == PathType.PathPrefix);
        if (change.type() == PathChange.ReplacePrefixMatch && !prefixes) {
            complain(path + ".path", change.type().name(), Optional.of("stands in a route with another match than of a prefix: expected none"));
        }
    }

    private void complain(String path, String value, Optional<String> complaint) {
        complaint.ifPresent(said -> problems.add(new Problem(path, Reason.InvalidValue, "\"" + value + "\" " + said)));
    }
}
