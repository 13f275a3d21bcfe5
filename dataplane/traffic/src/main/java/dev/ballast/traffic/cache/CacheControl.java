package dev.ballast.traffic.cache;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code Cache-Control} says (RFC 9111, 5.2; RFC 5861), of a request or of an answer. Directives that nobody knows are overlooked. One that names fields
 * ({@code private="…"}, {@code no-cache="…"}) counts as the one that names none, which is the careful reading.
 *
 * @param flags the directives without an argument
 * @param maxAge seconds, as the four behind it; {@link #ABSENT} where it is not there; 0 where it is malformed (4.2.1); the least where it is there twice
 */
public record CacheControl(Set<Flag> flags, long maxAge, long sharedMaxAge, long minFresh, long staleWhileRevalidate, long staleIfError) {
    /** In place of seconds. */
    public static final long ABSENT = -1;

    /** Of a message that has no such field. */
    public static final CacheControl NONE = new CacheControl(Set.of(), ABSENT, ABSENT, ABSENT, ABSENT, ABSENT);

    /** What is meant by more seconds than this: forever (RFC 9111, 1.2.2). */
    private static final long FOREVER = 1L << 31;

    /** Directives without an argument. */
    public enum Flag {
        NO_STORE("no-store"),
        NO_CACHE("no-cache"),
        PRIVATE("private"),
        PUBLIC("public"),
        MUST_REVALIDATE("must-revalidate"),
        PROXY_REVALIDATE("proxy-revalidate"),
        ONLY_IF_CACHED("only-if-cached");

        private final String directive;

        Flag(String directive) {
            this.directive = directive;
        }
    }

    public CacheControl {
        flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** @param value of the field, its lines joined; null without one */
    public static CacheControl parse(@Nullable String value) {
        return value == null ? NONE : new Parser(value).parse();
    }

    /** {@code Cache-Control = #( token [ "=" ( token / quoted-string ) ] )}; what is malformed ends at the next comma. */
    private static final class Parser {
        private final String text;
        private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
        private int at;
        private long maxAge = ABSENT;
        private long sharedMaxAge = ABSENT;
        private long minFresh = ABSENT;
        private long staleWhileRevalidate = ABSENT;
        private long staleIfError = ABSENT;

        Parser(String text) {
            this.text = text;
        }

        CacheControl parse() {
            while (at < text.length()) {
                String name = upTo("=,").strip().toLowerCase(Locale.ROOT);
                String argument = at < text.length() && text.charAt(at) == '=' ? argument() : null;
                upTo(",");
                at++;
                directive(name, argument);
            }
            return new CacheControl(flags, maxAge, sharedMaxAge, minFresh, staleWhileRevalidate, staleIfError);
        }

        private String upTo(String ends) {
            int from = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String argument() {
            at++;
            if (at == text.length() || text.charAt(at) != '"') {
                return upTo(",").strip();
            }
            StringBuilder quoted = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
                quoted.append(text.charAt(at));
            }
            return quoted.toString();
        }

        private void directive(String name, @Nullable String argument) {
            switch (name) {
                case "max-age" -> maxAge = least(maxAge, argument);
                case "s-maxage" -> sharedMaxAge = least(sharedMaxAge, argument);
                case "min-fresh" -> minFresh = least(minFresh, argument);
                case "stale-while-revalidate" -> staleWhileRevalidate = least(staleWhileRevalidate, argument);
                case "stale-if-error" -> staleIfError = least(staleIfError, argument);
                default -> {
                    for (Flag flag : Flag.values()) {
                        if (flag.directive.equals(name)) {
                            flags.add(flag);
                        }
                    }
                }
            }
        }

        private static long least(long before, @Nullable String argument) {
            long seconds = seconds(argument);
            return before == ABSENT ? seconds : Math.min(before, seconds);
        }
    }

    /** Of a number of seconds as header fields have it: 0 where it is none, at most 2³¹. */
    static long seconds(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            seconds = Math.min(FOREVER, seconds * 10 + digit);
        }
        return seconds;
    }
}
