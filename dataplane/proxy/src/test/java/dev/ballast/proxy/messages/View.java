package dev.ballast.proxy.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How some server might split what comes on a connection into requests: strictly, or with one of the liberties that servers are known to
 * take. Octets on which two views differ can be used to smuggle a request past whoever let them through.
 */
final class View {
    /** What a server may overlook, or prefer. */
    enum Liberty {
        LF_ENDS_A_LINE,
        CR_ENDS_A_LINE,
        FOLDED_LINES_ARE_JOINED,
        BLANKS_BEFORE_THE_COLON,
        UNDERSCORE_IS_A_DASH,
        CONTROLS_ARE_BLANKS,
        FIRST_LENGTH_COUNTS,
        LENGTH_BEFORE_CODING,
        CODING_HOLDS_CHUNKED,
        LENGTH_IS_ITS_FIRST_DIGITS,
        CHUNK_SIZE_IS_ITS_FIRST_DIGITS,
        NOTHING_BEHIND_CHUNK_DATA
    }

    /** All at once. */
    static final Set<Liberty> LIBERTIES = EnumSet.allOf(Liberty.class);

    private final Set<Liberty> liberties;
    private final String octets;
    private int at;

    private View(Set<Liberty> liberties, String octets) {
        this.liberties = liberties;
        this.octets = octets;
    }

    /** A request as a view sees it: its first line, its body, and where its octets end. */
    record Seen(String line, String body, int end) {}

    /** Whether every view sees the same. */
    static boolean agree(byte[] octets) {
        String text = new String(octets, ISO_8859_1);
        List<Seen> strict = split(text, EnumSet.noneOf(Liberty.class));
        return strict.equals(split(text, LIBERTIES)) && LIBERTIES.stream().allMatch(one -> strict.equals(split(text, EnumSet.of(one))));
    }

    /** As a strict server sees it; what it cannot read is the line of a last one without body. */
    static List<Seen> strict(byte[] octets) {
        return split(new String(octets, ISO_8859_1), EnumSet.noneOf(Liberty.class));
    }

    static List<Seen> split(String octets, Set<Liberty> liberties) {
        View view = new View(liberties, octets);
        List<Seen> seen = new ArrayList<>();
        while (view.at < octets.length()) {
            Seen next = view.request();
            if (next == null) {
                seen.add(new Seen(octets.substring(view.at), "", -1));
                break;
            }
            seen.add(next);
        }
        return seen;
    }

    private boolean may(Liberty liberty) {
        return liberties.contains(liberty);
    }

    /** Null when the rest is no whole request in this view; the position is then where it begins. */
    private @Nullable Seen request() {
        int start = at;
        List<String> head = head();
        String body = head == null || head.isEmpty() ? null : body(head);
        if (head == null || body == null) {
            at = start;
            return null;
        }
        return new Seen(head.getFirst(), body, at);
    }

    private @Nullable List<String> head() {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            boolean folded = !lines.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"));
            if (line.isEmpty()) {
                return lines;
            } else if (folded && may(Liberty.FOLDED_LINES_ARE_JOINED)) {
                lines.add(lines.removeLast() + line);
            } else if (folded) {
                return null;
            } else {
                lines.add(line);
            }
        }
        return null;
    }

    private @Nullable String line() {
        for (int i = at; i < octets.length(); i++) {
            char c = octets.charAt(i);
            boolean pair = c == '\r' && octets.startsWith("\r\n", i);
            if (pair || c == '\n' && may(Liberty.LF_ENDS_A_LINE) || c == '\r' && may(Liberty.CR_ENDS_A_LINE)) {
                String line = octets.substring(at, i);
                at = i + (pair ? 2 : 1);
                return line;
            }
            if (c == '\n') {
                return null;
            }
        }
        return null;
    }

    private List<String> values(List<String> head, String name) {
        List<String> values = new ArrayList<>();
        for (String field : head.subList(1, head.size())) {
            int colon = field.indexOf(':');
            String found = colon < 0 ? "" : field.substring(0, colon).toLowerCase(Locale.ROOT);
            found = may(Liberty.CONTROLS_ARE_BLANKS) ? found.replaceAll("[\\x00-\\x20]", "") : found;
            found = may(Liberty.BLANKS_BEFORE_THE_COLON) ? found.stripTrailing() : found;
            found = may(Liberty.UNDERSCORE_IS_A_DASH) ? found.replace('_', '-') : found;
            if (found.equals(name)) {
                String value = field.substring(colon + 1);
                values.add(may(Liberty.CONTROLS_ARE_BLANKS) ? value.trim() : value.strip());
            }
        }
        return values;
    }

    private @Nullable String body(List<String> head) {
        List<String> lengths = values(head, "content-length");
        boolean coded = values(head, "transfer-encoding").stream().map(value -> value.toLowerCase(Locale.ROOT)).anyMatch(
                may(Liberty.CODING_HOLDS_CHUNKED) ? value -> value.contains("chunked") : "chunked"::equals);
        if (coded && (lengths.isEmpty() || !may(Liberty.LENGTH_BEFORE_CODING))) {
            return chunks();
        }
        if (lengths.isEmpty()) {
            return "";
        }
        String length = may(Liberty.FIRST_LENGTH_COUNTS) ? lengths.getFirst() : lengths.getLast();
        long count = number(length, 10, may(Liberty.LENGTH_IS_ITS_FIRST_DIGITS));
        return count < 0 ? null : take(count);
    }

    private @Nullable String take(long count) {
        if (count > octets.length() - at) {
            return null;
        }
        at += (int) count;
        return octets.substring(at - (int) count, at);
    }

    private @Nullable String chunks() {
        StringBuilder body = new StringBuilder();
        for (String size = line(); size != null; size = line()) {
            int end = size.indexOf(';');
            long count = number(end < 0 ? size : size.substring(0, end), 16, may(Liberty.CHUNK_SIZE_IS_ITS_FIRST_DIGITS));
            if (count == 0) {
                return trailers() ? body.toString() : null;
            }
            String data = count < 0 ? null : take(count);
            if (data == null) {
                return null;
            }
            body.append(data);
            int behind = at;
            String rest = line();
            if (rest == null || !rest.isEmpty()) {
                if (!may(Liberty.NOTHING_BEHIND_CHUNK_DATA)) {
                    return null;
                }
                at = behind;
            }
        }
        return null;
    }

    private boolean trailers() {
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** −1 where it is none. */
    private static long number(String text, int radix, boolean prefix) {
        int end = 0;
        while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
            end++;
        }
        if (end == 0 || end > 15 || end < text.length() && !prefix) {
            return -1;
        }
        return Long.parseLong(text.substring(0, end), radix);
    }
}
