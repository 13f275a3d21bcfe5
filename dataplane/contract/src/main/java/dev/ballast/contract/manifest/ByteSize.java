package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** So many bytes: a number, or one with {@code Ki}, {@code Mi} or {@code Gi} behind it, such as {@code 16Ki}. Of Kubernetes' quantities those that are whole. */
public record ByteSize(long bytes) {
    /** At most nine digits, so that every one fits a long. */
    public static final String PATTERN = "^[0-9]{1,9}(Ki|Mi|Gi)?$";

    /** What may stand there, in words. */
    static final String EXPECTED = "a number of bytes, such as 4096, 16Ki or 10Mi";

    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9})(Ki|Mi|Gi)?");

    /** @throws IllegalArgumentException when the text, or number, is not of that form; the message says what is expected */
    @JsonCreator
    public static ByteSize of(Object written) {
        Matcher parts = WHOLE.matcher(written.toString());
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + written + "\" is not a size: expected " + EXPECTED);
        }
        String unit = parts.group(2) == null ? "" : parts.group(2);
        int shift =
                switch (unit) {
                    case "Ki" -> 10;
                    case "Mi" -> 20;
                    case "Gi" -> 30;
                    default -> 0;
                };
        return new ByteSize(Long.parseLong(parts.group(1)) << shift);
    }

    /** A number where no unit divides it. */
    @JsonValue
    public Object json() {
        return bytes == 0 || bytes % 1024 != 0 ? (Object) bytes : toString();
    }

    /** The shortest form, such as {@code 16Ki}. */
    @Override
    public String toString() {
        long rest = bytes;
        int unit = 0;
        while (rest > 0 && rest % 1024 == 0 && unit < 3) {
            rest /= 1024;
            unit++;
        }
        return rest + "  KiMiGi".substring(2 * unit, 2 * unit + 2).strip();
    }
}
