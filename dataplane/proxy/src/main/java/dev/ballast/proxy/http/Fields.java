package dev.ballast.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head: where in its octets each name and value stands, and what they say about framing and about the connection.
 *
 * <p>A field is added once it is found sound; whatever is ambiguous about framing is a flaw (RFC 9112, 6 and 11.2), so that nobody
 * behind us can read the message differently.
 */
final class Fields {
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final byte[] CONTINUE = ascii("100-continue");
    /** A length of 18 digits fits a long. */
    private static final int MOST_DIGITS = 18;

    /** More than anybody needs; each costs a comparison with every field. */
    private static final int MOST_NOMINATIONS = 32;

    private static final int SPAN = 4;
    /** Room for the fields of nearly everybody. */
    private static final int ROOM = 16;
    /** Room that is kept for another head. */
    private static final int KEEP = 64;
    private static final int[] NO_SPANS = new int[0];
    private static final Name[] NO_NAMES = new Name[0];

    /** No fields at all. */
    static final Fields NONE = new Fields(true, 0);

    private final HeadRoom room;
    private final boolean request;
    private final int most;
    private boolean underscores;
    private int[] spans = NO_SPANS;
    private Name[] names = NO_NAMES;
    private int count;
    private int[] nominated = new int[0];
    private int nominations;

    private long contentLength;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private boolean expectsContinue;
    private int host;

    Fields(boolean request, int most) {
        this(HeadRoom.NONE, request, most);
    }

    /** @param room where arrays for many fields come from */
    Fields(HeadRoom room, boolean request, int most) {
        this.room = room;
        this.request = request;
        this.most = most;
        clear();
    }

    /** @param accepted whether a request's names may hold {@code _} from now on */
    void underscores(boolean accepted) {
        underscores = accepted;
    }

    /** Forgets what nobody has looked at but us: large arrays are given to the next one who needs them. */
    void refused() {
        if (names.length > KEEP) {
            room.give(spans, names);
            spans = NO_SPANS;
            names = NO_NAMES;
        }
        clear();
    }

    void clear() {
        if (names.length > KEEP) {
            spans = NO_SPANS;
            names = NO_NAMES;
        }
        count = 0;
        nominations = 0;
        contentLength = -1;
        chunked = close = keepAlive = expectsContinue = false;
        host = -1;
    }

    /** The same about octets that are copied to the same places. */
    Fields copy() {
        Fields copy = new Fields(request, most);
        copy.spans = Arrays.copyOf(spans, Math.max(SPAN, count * SPAN));
        copy.names = Arrays.copyOf(names, Math.max(1, count));
        copy.count = count;
        copy.nominated = Arrays.copyOf(nominated, 2 * nominations);
        copy.nominations = nominations;
        copy.contentLength = contentLength;
        copy.chunked = chunked;
        copy.close = close;
        copy.keepAlive = keepAlive;
        copy.expectsContinue = expectsContinue;
        copy.host = host;
        return copy;
    }

    /** Where the last octet of what they say ends. */
    int end() {
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = Math.max(end, Math.max(nameEnd(i), valueEnd(i)));
        }
        for (int i = 0; i < 2 * nominations; i++) {
            end = Math.max(end, nominated[i]);
        }
        return end;
    }

    int count() {
        return count;
    }

    Name name(int field) {
        return names[field];
    }

    int nameStart(int field) {
        return spans[field * SPAN];
    }

    int nameEnd(int field) {
        return spans[field * SPAN + 1];
    }

    int valueStart(int field) {
        return spans[field * SPAN + 2];
    }

    int valueEnd(int field) {
        return spans[field * SPAN + 3];
    }

    /** −1 without one. */
    long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return chunked;
    }

    /** Whether {@code Connection} holds {@code close}. */
    boolean close() {
        return close;
    }

    /** Whether {@code Connection} holds {@code keep-alive}. */
    boolean keepAlive() {
        return keepAlive;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** The field {@code Host}, or −1. */
    int host() {
        return host;
    }

    /** Whether a field is called so, in whatever letters. */
    boolean named(byte[] bytes, int field, byte[] lower) {
        return Chars.equalsIgnoreCase(bytes, nameStart(field), nameEnd(field), lower);
    }

    /** The first field of a name, or −1. */
    int find(byte[] bytes, byte[] lower) {
        for (int i = 0; i < count; i++) {
            if (named(bytes, i, lower)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether {@code Connection} names the field, so that it speaks to us only. */
    boolean nominated(byte[] bytes, int field) {
        if (names[field] == Name.OURS) {
            return false;
        }
        for (int i = 0; i < nominations; i++) {
            if (Chars.sameIgnoreCase(bytes, nameStart(field), nameEnd(field), nominated[2 * i], nominated[2 * i + 1])) {
                return true;
            }
        }
        return false;
    }

    /** Adds the field that stands in a line without control characters; answers what is wrong with it. */
    @Nullable Flaw add(byte[] bytes, int start, int end) {
        if (count == most) {
            return Flaw.TooManyFields;
        }
        if (Chars.blank(bytes[start])) {
            return Flaw.FoldedLine;
        }
        int colon = start;
        boolean underscore = false;
        while (colon < end && Chars.token(bytes[colon])) {
            underscore |= bytes[colon++] == '_';
        }
        if (colon == start || colon == end || bytes[colon] != ':') {
            return Flaw.InvalidFieldName;
        }
        if (underscore && request && refused(bytes, start, colon)) {
            return Flaw.UnderscoreInName;
        }
        int from = colon + 1;
        int to = end;
        while (from < to && Chars.blank(bytes[from])) {
            from++;
        }
        while (to > from && Chars.blank(bytes[to - 1])) {
            to--;
        }
        Name name = Name.of(bytes, start, colon);
        append(name, start, colon, from, to);
        if (name == Name.OTHER) {
            return null;
        }
        return name.frames() && tab(bytes, colon, end) ? Flaw.TabInFraming : note(name, bytes, from, to);
    }

    /** Of a name with an underscore. One that means something with hyphens is never let through: many servers take both for the same. */
    private boolean refused(byte[] bytes, int start, int end) {
        if (!underscores) {
            return true;
        }
        byte[] hyphens = Arrays.copyOfRange(bytes, start, end);
        for (int i = 0; i < hyphens.length; i++) {
            hyphens[i] = hyphens[i] == '_' ? (byte) '-' : hyphens[i];
        }
        return Name.of(hyphens, 0, hyphens.length) != Name.OTHER;
    }

    /** A tab around a value is allowed (RFC 9110, 5.5), and some servers take it for a part of the value. */
    private static boolean tab(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '\t') {
                return true;
            }
        }
        return false;
    }

    /** Adds a field whose name and value came apart, as HTTP/2 sends them: in lower case, and with nothing around them (RFC 9113, 8.2.1). */
    @Nullable Flaw add(Name name, byte[] bytes, int start, int end, int from, int to) {
        if (count == most) {
            return Flaw.TooManyFields;
        }
        boolean underscore = false;
        for (int i = start; i < end; i++) {
            if (!Chars.token(bytes[i]) || Chars.lower(bytes[i]) != bytes[i]) {
                return Flaw.InvalidFieldName;
            }
            underscore |= bytes[i] == '_';
        }
        if (underscore && request && refused(bytes, start, end)) {
            return Flaw.UnderscoreInName;
        }
        for (int i = from; i < to; i++) {
            if (Chars.control(bytes[i])) {
                return Flaw.ControlCharacter;
            }
        }
        if (start == end || from < to && (Chars.blank(bytes[from]) || Chars.blank(bytes[to - 1]))) {
            return Flaw.InvalidFieldName;
        }
        append(name, start, end, from, to);
        return name == Name.OTHER ? null : note(name, bytes, from, to);
    }

    /** A body follows whose length nobody has announced: it is passed on in chunks. */
    void lengthUnknown() {
        chunked = true;
    }

    /** A field of our own: sound, no matter how many there are, and nothing that the sender could nominate. */
    void added(int start, int end, int from, int to) {
        append(Name.OURS, start, end, from, to);
    }

    /** Takes every field of a name away that the message does not depend on. */
    void drop(byte[] bytes, byte[] lower) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!named(bytes, i, lower)) {
                names[kept] = names[i];
                System.arraycopy(spans, i * SPAN, spans, kept * SPAN, SPAN);
                host = host == i ? kept : host;
                kept++;
            }
        }
        count = kept;
    }

    private void append(Name name, int start, int colon, int from, int to) {
        if (count == names.length) {
            int fields = Math.max(ROOM, count * 2);
            names = room.in(names, fields);
            spans = room.in(spans, SPAN * fields);
        }
        names[count] = name;
        int at = count++ * SPAN;
        spans[at] = start;
        spans[at + 1] = colon;
        spans[at + 2] = from;
        spans[at + 3] = to;
    }

    private @Nullable Flaw note(Name name, byte[] bytes, int from, int to) {
        return switch (name) {
            case CONTENT_LENGTH -> noteLength(bytes, from, to);
            case TRANSFER_ENCODING -> noteCoding(bytes, from, to);
            case CONNECTION -> noteConnection(bytes, from, to);
            case HOST -> noteHost(bytes, from, to);
            case EXPECT -> noteExpectation(bytes, from, to);
            default -> null;
        };
    }

    private @Nullable Flaw noteLength(byte[] bytes, int from, int to) {
        if (contentLength >= 0 || chunked) {
            return Flaw.AmbiguousLength;
        }
        if (to == from || to - from > MOST_DIGITS) {
            return Flaw.InvalidContentLength;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return Flaw.InvalidContentLength;
            }
            length = length * 10 + (bytes[i] - '0');
        }
        contentLength = length;
        return null;
    }

    private @Nullable Flaw noteCoding(byte[] bytes, int from, int to) {
        if (chunked || contentLength >= 0) {
            return Flaw.AmbiguousLength;
        }
        if (!Chars.equalsIgnoreCase(bytes, from, to, CHUNKED)) {
            return Flaw.InvalidTransferEncoding;
        }
        chunked = true;
        return null;
    }

    private @Nullable Flaw noteHost(byte[] bytes, int from, int to) {
        if (!request) {
            return null;
        }
        if (host >= 0 || !Authority.valid(bytes, from, to)) {
            return Flaw.InvalidHost;
        }
        host = count - 1;
        return null;
    }

    private @Nullable Flaw noteExpectation(byte[] bytes, int from, int to) {
        if (!request) {
            return null;
        }
        if (!Chars.equalsIgnoreCase(bytes, from, to, CONTINUE)) {
            return Flaw.UnsupportedExpectation;
        }
        expectsContinue = true;
        return null;
    }

    /** {@code Connection = #token}; empty elements are allowed (RFC 9110, 5.6.1.2). */
    private @Nullable Flaw noteConnection(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] == ',' || Chars.blank(bytes[at])) {
                at++;
                continue;
            }
            int start = at;
            while (at < to && Chars.token(bytes[at])) {
                at++;
            }
            if (at == start) {
                return Flaw.InvalidConnection;
            }
            if (!noteOption(bytes, start, at)) {
                return Flaw.InvalidConnection;
            }
            while (at < to && Chars.blank(bytes[at])) {
                at++;
            }
            if (at < to && bytes[at] != ',') {
                return Flaw.InvalidConnection;
            }
        }
        return null;
    }

    /** What is for everybody on the way, and what we say ourselves, is for nobody else to take away. */
    private static boolean mayBeNominated(Name name) {
        return name == Name.OTHER || name.hopByHop();
    }

    /** Answers whether it may stand there. */
    private boolean noteOption(byte[] bytes, int start, int end) {
        if (Chars.equalsIgnoreCase(bytes, start, end, CLOSE)) {
            close = true;
        } else if (Chars.equalsIgnoreCase(bytes, start, end, KEEP_ALIVE)) {
            keepAlive = true;
        } else if (nominations == MOST_NOMINATIONS || request && !mayBeNominated(Name.of(bytes, start, end))) {
            return false;
        } else {
            if (nominated.length == 2 * nominations) {
                nominated = Arrays.copyOf(nominated, Math.max(8, 4 * nominations));
            }
            nominated[2 * nominations] = start;
            nominated[2 * nominations + 1] = end;
            nominations++;
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
