package dev.ballast.contract.form;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Regular expressions as RE2 has them: without back references and look-around, and matched in a time that is linear in the text, so that no
 * client can make one expensive. What a compiled expression may cost is limited too: a match takes at most its instructions × the text's octets
 * steps.
 */
public final class Expression {
    /** The longest expression, in characters. */
    public static final int MAX_LENGTH = 256;

    /** The most instructions of a compiled expression; an ordinary one has fewer than 100. */
    public static final int MAX_INSTRUCTIONS = 1000;

    /** Counts of {@code {n,m}} multiply where they are nested: beyond this even compiling would be expensive. */
    private static final int MAX_REPETITIONS = 1000;

    private static final java.util.regex.Pattern REPETITION = java.util.regex.Pattern.compile("\\\\.|\\{(?:\\d*,)?(\\d+),?}");

    private Expression() {}

    /** What is wrong with an expression, to be read after its quotation; nothing when {@link #compile} takes it. */
    public static Optional<String> complaint(String expression) {
        if (expression.length() > MAX_LENGTH) {
            return Optional.of("has " + expression.length() + " characters: expected a regular expression of at most " + MAX_LENGTH);
        }
        if (repetitions(expression) > MAX_REPETITIONS) {
            return Optional.of("repeats too much: expected counts in {} whose product is at most " + MAX_REPETITIONS);
        }
        try {
            int instructions = compile(expression).programSize();
            return instructions <= MAX_INSTRUCTIONS
                    ? Optional.empty()
                    : Optional.of("compiles to " + instructions + " instructions: expected a simpler regular expression of at most " + MAX_INSTRUCTIONS);
        } catch (PatternSyntaxException broken) {
            return Optional.of("is no regular expression of RE2 (" + broken.getDescription() + "): expected one such as /item/[0-9]+");
        }
    }

    /** For matching octets; may be used by any thread. Only of an expression without a complaint. */
    public static Pattern compile(String expression) {
        return Pattern.compile(expression);
    }

    /** The product of the greatest counts, whether they are nested or not. */
    private static long repetitions(String expression) {
        long product = 1;
        for (Matcher repetition = REPETITION.matcher(expression); repetition.find() && product <= MAX_REPETITIONS; ) {
            String count = repetition.group(1);
            if (count != null) {
                product *= count.length() > 4 ? MAX_REPETITIONS + 1 : Math.max(1, Integer.parseInt(count));
            }
        }
        return product;
    }
}
