package dev.ballast.traffic.route;

import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Gateway API's rules as they are written there: every match is tried, and the first in order of precedence has the request. By strings alone. */
final class NaiveRoutes {
    private static final Comparator<Numbered> PRECEDENCE = Comparator.comparing((Numbered one) -> -host(one.match))
            .thenComparing(one -> -pathKind(one.match))
            .thenComparing(one -> one.match.path().type() == PathType.PathPrefix ? -trimmed(one.match.path().value()).length() : 0)
            .thenComparing(one -> one.match.method() == null)
            .thenComparing(one -> -one.match.headers().size())
            .thenComparing(one -> -one.match.queryParams().size());

    private record Numbered(int route, MatchConfig match) {}

    private NaiveRoutes() {}

    static int find(List<RouteConfig> routes, String request) {
        String[] words = request.split(" ");
        List<Numbered> fitting = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            for (MatchConfig match : routes.get(i).matches()) {
                if (fits(match, words)) {
                    fitting.add(new Numbered(i, match));
                }
            }
        }
        return fitting.stream().min(PRECEDENCE).map(Numbered::route).orElse(-1);
    }

    private static int host(MatchConfig match) {
        String host = match.hostname();
        return host == null ? 0 : host.startsWith("*.") ? host.length() : 1000;
    }

    private static int pathKind(MatchConfig match) {
        return switch (match.path().type()) {
            case Exact -> 3;
            case RegularExpression -> 2;
            case PathPrefix -> 1;
        };
    }

    private static boolean fits(MatchConfig match, String[] words) {
        String target = words[2];
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        List<String> fields = Arrays.asList(words).subList(3, words.length);
        return (match.method() == null || match.method().equals(words[0]))
                && hostFits(match.hostname(), words[1].toLowerCase(Locale.ROOT))
                && pathFits(match, path.isEmpty() ? "/" : path)
                && match.headers().stream().allMatch(header -> fields.stream().anyMatch(field -> fieldFits(header, field)))
                && match.queryParams().stream().allMatch(parameter -> queryFits(parameter, query));
    }

    private static boolean hostFits(@org.jspecify.annotations.Nullable String wanted, String host) {
        return wanted == null
                || (wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) && host.length() > wanted.length() - 1 : wanted.equals(host));
    }

    private static boolean pathFits(MatchConfig match, String path) {
        String wanted = match.path().value();
        return switch (match.path().type()) {
            case Exact -> path.equals(wanted);
            case RegularExpression -> Pattern.matches(wanted, path);
            case PathPrefix -> path.equals(trimmed(wanted)) || path.startsWith(trimmed(wanted) + "/");
        };
    }

    private static String trimmed(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static boolean fieldFits(ValueConfig wanted, String field) {
        int colon = field.indexOf(':');
        return field.substring(0, colon).equalsIgnoreCase(wanted.name()) && valueFits(wanted, field.substring(colon + 1));
    }

    private static boolean queryFits(ValueConfig wanted, String query) {
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (decoded(equals < 0 ? parameter : parameter.substring(0, equals)).equals(wanted.name()) && !parameter.isEmpty()) {
                return valueFits(wanted, decoded(equals < 0 ? "" : parameter.substring(equals + 1)));
            }
        }
        return false;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"), StandardCharsets.UTF_8);
    }

    private static boolean valueFits(ValueConfig wanted, String value) {
        return wanted.type() == ValueType.Exact ? value.equals(wanted.value()) : Pattern.matches(wanted.value(), value);
    }
}
