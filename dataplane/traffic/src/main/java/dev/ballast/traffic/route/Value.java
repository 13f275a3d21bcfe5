package dev.ballast.traffic.route;

import com.google.re2j.Pattern;
import dev.ballast.contract.form.Expression;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A value that a request must have. An exact one is compared where it stands; for an expression it is copied. */
final class Value {
    private final byte[] exact;
    private final @Nullable Pattern expression;

    private Value(byte[] exact, @Nullable Pattern expression) {
        this.exact = exact;
        this.expression = expression;
    }

    static Value of(ValueConfig config) {
        return config.type() == ValueType.RegularExpression ? expression(config.value()) : new Value(Octets.of(config.value()), null);
    }

    /** One that fits the whole expression. */
    static Value expression(String expression) {
        return new Value(new byte[0], Expression.compile(expression));
    }

    boolean fits(byte[] octets, int start, int end) {
        Pattern pattern = expression;
        return pattern == null
                ? Octets.same(octets, start, end, exact)
                : pattern.matcher(Arrays.copyOfRange(octets, start, end)).matches();
    }

    /** The same for octets that are encoded as in a query. */
    boolean fitsDecoded(byte[] octets, int start, int end) {
        Pattern pattern = expression;
        return pattern == null ? Query.same(octets, start, end, exact) : pattern.matcher(Query.decode(octets, start, end)).matches();
    }
}
