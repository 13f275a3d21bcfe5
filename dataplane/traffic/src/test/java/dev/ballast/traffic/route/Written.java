package dev.ballast.traffic.route;

import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Routes as lines: the route's name, then what one of its matches asks for, such as {@code v1 host=*.example prefix=/a method=GET
 * header=version:one query=a:b}; {@code exact=}, {@code regex=}, {@code headerRegex=} and {@code queryRegex=} likewise.
 */
final class Written {
    private Written() {}

    static List<RouteConfig> routes(String lines) {
        Map<String, List<MatchConfig>> matches = new LinkedHashMap<>();
        lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] words = line.split(" +");
            matches.computeIfAbsent(words[0], name -> new ArrayList<>()).add(match(words));
        });
        List<RouteConfig> routes = new ArrayList<>();
        matches.forEach((name, all) -> routes.add(new RouteConfig(name, all, List.of(new ShareConfig(name, 1)), 0)));
        return routes;
    }

    private static MatchConfig match(String[] words) {
        String host = null;
        String method = null;
        PathConfig path = new PathConfig(PathType.PathPrefix, "/");
        List<ValueConfig> headers = new ArrayList<>();
        List<ValueConfig> parameters = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String value = words[i].substring(words[i].indexOf('=') + 1);
            switch (words[i].substring(0, words[i].indexOf('='))) {
                case "host" -> host = value;
                case "method" -> method = value;
                case "exact" -> path = new PathConfig(PathType.Exact, value);
                case "prefix" -> path = new PathConfig(PathType.PathPrefix, value);
                case "regex" -> path = new PathConfig(PathType.RegularExpression, value);
                case "header" -> headers.add(value(ValueType.Exact, value));
                case "headerRegex" -> headers.add(value(ValueType.RegularExpression, value));
                case "query" -> parameters.add(value(ValueType.Exact, value));
                case "queryRegex" -> parameters.add(value(ValueType.RegularExpression, value));
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        return new MatchConfig(host, path, method, headers, parameters);
    }

    private static ValueConfig value(ValueType type, String nameAndValue) {
        int colon = nameAndValue.indexOf(':');
        return new ValueConfig(type, nameAndValue.substring(0, colon), nameAndValue.substring(colon + 1));
    }
}
