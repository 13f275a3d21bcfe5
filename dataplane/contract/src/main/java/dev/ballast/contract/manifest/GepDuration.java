package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as Gateway API writes it (GEP-2257): one to four of {@code h}, {@code m}, {@code s}, {@code ms}, each with up to five
 * digits, such as {@code 1m30s}. The smallest unit is a millisecond.
 */
public record GepDuration(Duration value) implements Comparable<GepDuration> {
    /** GEP-2257's own pattern. */
    public static final String PATTERN = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern PART = Pattern.compile("([0-9]{1,5})(ms|h|m|s)");

    public GepDuration {
        Objects.requireNonNull(value, "value");
    }

    /** @throws IllegalArgumentException when the text is not of GEP-2257's form; the message says what is expected */
    @JsonCreator
    public static GepDuration of(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration: expected such as 500ms, 30s or 1m30s");
        }
        Duration sum = Duration.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(switch (part.group(2)) {
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMillis(count);
            });
        }
        return new GepDuration(sum);
    }

    public long toMillis() {
        return value.toMillis();
    }

    @Override
    public int compareTo(GepDuration other) {
        return value.compareTo(other.value);
    }

    /** The shortest form, such as {@code 1m30s}; {@code 0s} for none. */
    @Override
    @JsonValue
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, value.toHours(), "h");
        append(text, value.toMinutesPart(), "m");
        append(text, value.toSecondsPart(), "s");
        append(text, value.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
