package dev.ballast.traffic.route;

import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import java.util.Comparator;
import java.util.Locale;

/** What a match asks for beside host and path: method, header fields, query parameters. */
final class Conditions {
    /** Of two that both hold, the one that asks for more comes first, then the one that was written first: Gateway API's precedence. */
    static final Comparator<Conditions> PRECEDENCE = Comparator.comparing((Conditions conditions) -> conditions.method.length == 0)
            .thenComparing(conditions -> -conditions.headers.length)
            .thenComparing(conditions -> -conditions.parameters.length)
            .thenComparing(conditions -> conditions.order);

    private final int order;
    private final byte[] method;
    private final Named[] headers;
    private final Named[] parameters;

    /** @param name in small letters where it is a header's */
    private record Named(Name name, Value value) {}

    /** Octets that are compared by what they are. */
    private static final class Name {
        private final byte[] octets;

        Name(String name) {
            octets = Octets.of(name);
        }
    }

    /** @param order of the match among all of the listener, by which it is known */
    Conditions(int order, MatchConfig config) {
        this.order = order;
        this.method = Octets.of(config.method() == null ? "" : config.method());
        this.headers = config.headers().stream()
                .map(header -> new Named(new Name(header.name().toLowerCase(Locale.ROOT)), Value.of(header)))
                .toArray(Named[]::new);
        this.parameters = config.queryParams().stream()
                .map(parameter -> new Named(new Name(parameter.name()), Value.of(parameter)))
                .toArray(Named[]::new);
    }

    int match() {
        return order;
    }

    boolean hold(RouteInput input) {
        return (method.length == 0 || Octets.same(input.octets(), input.methodStart(), input.methodEnd(), method))
                && (headers.length == 0 || headersHold(input))
                && (parameters.length == 0 || parametersHold(input));
    }

    private boolean headersHold(RouteInput input) {
        for (Named header : headers) {
            if (!headerHolds(input, header)) {
                return false;
            }
        }
        return true;
    }

    private static boolean headerHolds(RouteInput input, Named header) {
        byte[] octets = input.octets();
        for (int i = 0; i < input.fields(); i++) {
            if (Octets.sameIgnoringCase(octets, input.fieldNameStart(i), input.fieldNameEnd(i), header.name.octets)
                    && header.value.fits(octets, input.fieldValueStart(i), input.fieldValueEnd(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean parametersHold(RouteInput input) {
        for (Named parameter : parameters) {
            if (!Query.has(input.octets(), input.queryStart(), input.queryEnd(), parameter.name.octets, parameter.value)) {
                return false;
            }
        }
        return true;
    }
}
