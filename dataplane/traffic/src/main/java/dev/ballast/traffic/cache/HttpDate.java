package dev.ballast.traffic.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates of header fields, in the three forms that a recipient must know (RFC 9110, 5.6.7). Seconds since 1970. */
public final class HttpDate {
    /** There is no date, or what stands there is none. */
    public static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter IMF = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);
    /** Its year has two digits: of 1980 to 2079. */
    private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1980, 1, 1))
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);
    private static final List<DateTimeFormatter> FORMS = List.of(IMF, RFC_850, ASCTIME);

    private HttpDate() {}

    /** Seconds since 1970, or {@link #NONE}. */
    public static long parse(@Nullable String text) {
        if (text == null) {
            return NONE;
        }
        for (DateTimeFormatter form : FORMS) {
            try {
                return LocalDateTime.parse(text, form).toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeException another) {
                continue;
            }
        }
        return NONE;
    }

    /** The form in which dates are written. */
    public static String format(long epochSeconds) {
        return IMF.format(Instant.ofEpochSecond(epochSeconds).atOffset(ZoneOffset.UTC));
    }
}
